package im.viavai.store;

import im.viavai.xmpp.Jid;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/// Accounts and their SCRAM keys. All methods may wait.
public interface AccountStore {
  /// The account of a bare JID, with what its owner needs at login, in one query.
  Optional<AccountRecord> find(Jid bare);

  /// Makes an account.
  ///
  /// @return false if there is one: nothing was changed
  boolean create(Jid bare, List<ScramKeys> credentials);

  /// Replaces the keys of an account: a new password.
  ///
  /// @return false if there is no such account
  boolean setCredentials(Jid bare, List<ScramKeys> credentials);

  /// Replaces the keys of an account, unless somebody else has replaced them meanwhile.
  ///
  /// @param former what [#find] returned
  /// @return false if there is no such account, or it has other keys now: nothing was changed
  boolean replaceCredentials(Jid bare, List<ScramKeys> former, List<ScramKeys> credentials);

  /// Lets an account log in, or not.
  ///
  /// @return false if there is no such account
  boolean setState(Jid bare, AccountRecord.State state);

  /// Removes an account and all of its data. It is gone from every query when this returns; its
  /// archive is deleted in the background, in small slices. A time stamp remains, see
  /// [#removedMillis].
  ///
  /// @return false if there is no such account
  boolean remove(Jid bare);

  /// When an account of that name was last removed, in milliseconds since 1970.
  OptionalLong removedMillis(Jid bare);

  /// Accounts of a domain in the order of their localparts.
  ///
  /// @param domain the domainpart
  /// @param afterLocalpart only accounts after this one; an empty string begins at the start
  /// @param limit at most so many, 1 to 10,000
  List<AccountRecord> page(String domain, String afterLocalpart, int limit);

  /// How many accounts a domain has.
  long count(String domain);

  /// Creates or updates many accounts, thousands in a transaction. When it fails in the middle the
  /// exception says how many are in; doing it again does no harm.
  ImportReport importAll(Iterable<NewAccount> accounts);
}
