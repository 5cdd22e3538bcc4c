package im.viavai.store;

import im.viavai.xmpp.Jid;
import java.util.List;

/// Rosters with versions (RFC 6121 §2) and pending inbound subscription requests (§3.1.3). The
/// owner of the account orders the calls. All methods may wait.
public interface RosterStore {
  /// Most removals remembered for one roster; older versions get [RosterChanges.Unknown].
  int REMOVALS_KEPT = 200;

  /// The whole roster.
  RosterRecord load(long account);

  /// Adds or replaces an item; the version in the item is ignored.
  ///
  /// @return the new version of the roster
  long put(long account, RosterItemRecord item);

  /// Removes an item.
  ///
  /// @return the new version of the roster, or the current one if there was no such item
  long remove(long account, Jid contact);

  /// What happened since a version.
  RosterChanges since(long account, long version);

  /// Keeps a subscription request, in place of a former one of the same contact.
  ///
  /// @param from the bare JID that asks
  /// @param presence the stanza, delivered again at each login until it is answered
  /// @param limit most requests of an account
  Stored putRequest(long account, Jid from, byte[] presence, int limit);

  /// Forgets a subscription request: it was answered or taken back.
  void removeRequest(long account, Jid from);

  /// The pending requests, oldest first.
  List<SubscriptionRequest> requests(long account);
}
