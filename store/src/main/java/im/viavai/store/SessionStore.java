package im.viavai.store;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/// Stream management across a restart (XEP-0198 §5): detached sessions, and for a week the counters
/// of those that ended. All methods may wait unless they say otherwise.
public interface SessionStore {
  /// How long a counter is remembered, in milliseconds: 7 days.
  long COUNTER_KEPT_MILLIS = 7L * 24 * 3600 * 1000;

  /// Keeps a session in place of a former one of the same id.
  void save(SessionRecord session);

  /// Keeps many sessions in one transaction: all or none. For an orderly shutdown.
  void saveAll(Collection<SessionRecord> sessions);

  /// A session, which stays.
  Optional<SessionRecord> load(String id);

  /// A session, which is removed by the same transaction: of two that take it one gets it.
  Optional<SessionRecord> take(String id);

  /// Removes a session.
  void remove(String id);

  /// Sessions in the order of their ids, to bring them back at start.
  ///
  /// @param afterId only sessions after this one; an empty string begins at the start
  /// @param limit at most so many
  List<SessionRecord> page(String afterId, int limit);

  /// Remembers how many stanzas of the client were handled by a session that ended, for `<failed
  /// h='...'/>`. Does not wait: it is written with one of the next commits, and lost if the process
  /// is killed before. Any thread.
  void rememberCounter(String id, long account, long inbound);

  /// What was remembered within [#COUNTER_KEPT_MILLIS] about a session of that account.
  OptionalLong counter(String id, long account);

  /// Deletes sessions that ended before that time and counters that are too old.
  ///
  /// @return how many sessions
  int deleteExpired(long nowMillis);
}
