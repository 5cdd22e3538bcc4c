package im.viavai.store.sql;

import im.viavai.store.SessionRecord;
import im.viavai.store.SessionStore;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/// Detached sessions in `detached_session`, counters of ended ones in `ended_session`.
final class SqlSessions implements SessionStore {
  private static final String SELECT =
      "SELECT id, account, resource, inbound, outbound, unacknowledged, state, expires"
          + " FROM detached_session";

  private final Writer writer;
  private final Readers readers;
  private final InstantSource clock;

  SqlSessions(Writer writer, Readers readers, InstantSource clock) {
    this.writer = writer;
    this.readers = readers;
    this.clock = clock;
  }

  @Override
  public void save(SessionRecord session) {
    saveAll(List.of(session));
  }

  @Override
  public void saveAll(Collection<SessionRecord> sessions) {
    List<SessionRecord> all = List.copyOf(sessions);
    // Also on a disk that is nearly full: the last thing an orderly shutdown does.
    writer.writeFreeing(
        "save sessions",
        sql -> {
          for (SessionRecord session : all) {
            sql.update("DELETE FROM detached_session WHERE id = ?", session.id());
            sql.update(
                "INSERT INTO detached_session (id, account, resource, inbound, outbound,"
                    + " unacknowledged, state, expires) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                session.id(),
                session.account(),
                session.resource(),
                session.inbound(),
                session.outbound(),
                session.unacknowledged(),
                session.state(),
                session.expiresMillis());
          }
          return all.size();
        });
  }

  private static SessionRecord record(ResultSet row) throws SQLException {
    return new SessionRecord(
        row.getString(1),
        row.getLong(2),
        row.getString(3),
        row.getLong(4),
        row.getLong(5),
        row.getBytes(6),
        row.getBytes(7),
        row.getLong(8));
  }

  @Override
  public Optional<SessionRecord> load(String id) {
    return readers.read("load a session", sql -> load(sql, id));
  }

  private static Optional<SessionRecord> load(Sql sql, String id) throws SQLException {
    return sql.first(SELECT + " WHERE id = ?", SqlSessions::record, id);
  }

  @Override
  public Optional<SessionRecord> take(String id) {
    return writer.writeFreeing(
        "take a session",
        sql -> {
          Optional<SessionRecord> session = load(sql, id);
          if (session.isPresent()) {
            sql.update("DELETE FROM detached_session WHERE id = ?", id);
          }
          return session;
        });
  }

  @Override
  public void remove(String id) {
    writer.writeFreeing(
        "remove a session", sql -> sql.update("DELETE FROM detached_session WHERE id = ?", id));
  }

  @Override
  public List<SessionRecord> page(String afterId, int limit) {
    return readers.read(
        "load sessions",
        sql ->
            sql.list(
                SELECT + " WHERE id > ? ORDER BY id LIMIT ?", SqlSessions::record, afterId, limit));
  }

  /// A counter that waits for a commit.
  private record Counter(String id, long account, long inbound, long endedMillis)
      implements Later.Change {
    @Override
    public Later.Change after(Later.Change older) {
      return this;
    }

    @Override
    public void apply(Sql sql) throws SQLException {
      sql.update(
          "INSERT INTO ended_session (id, account, inbound, ended) VALUES (?, ?, ?, ?)"
              + " ON CONFLICT (id) DO UPDATE SET account = excluded.account,"
              + " inbound = excluded.inbound, ended = excluded.ended",
          id,
          account,
          inbound,
          endedMillis);
    }
  }

  private record CounterKey(String id) {}

  @Override
  public void rememberCounter(String id, long account, long inbound) {
    writer.later().put(new CounterKey(id), new Counter(id, account, inbound, clock.millis()));
  }

  @Override
  public OptionalLong counter(String id, long account) {
    if (writer.later().look(new CounterKey(id)) instanceof Counter waiting) {
      return waiting.account() == account
          ? OptionalLong.of(waiting.inbound())
          : OptionalLong.empty();
    }
    return readers.read(
        "look for the counter of a session",
        sql ->
            sql.number(
                "SELECT inbound FROM ended_session WHERE id = ? AND account = ? AND ended > ?",
                id,
                account,
                clock.millis() - COUNTER_KEPT_MILLIS));
  }

  @Override
  public int deleteExpired(long nowMillis) {
    return writer.writeFreeing(
        "delete expired sessions",
        sql -> {
          sql.update("DELETE FROM ended_session WHERE ended < ?", nowMillis - COUNTER_KEPT_MILLIS);
          return sql.update("DELETE FROM detached_session WHERE expires < ?", nowMillis);
        });
  }
}
