package im.viavai.server.route;

import im.viavai.server.session.Account;
import im.viavai.server.session.Session;
import im.viavai.xmpp.Jid;
import im.viavai.xmpp.Stanza;

/// Which sessions of an account get a message: RFC 6121 §8.5.2.1.1, §8.5.2.2.1, §8.5.3. The caller
/// holds the account's monitor.
final class MessageDelivery {

  private MessageDelivery() {}

  /// What became of it.
  enum Outcome {
    /// A session has it.
    DELIVERED,
    /// Nobody was there; it waits in the archive.
    WAITS,
    /// Nobody was there, and it may be forgotten.
    IGNORED,
    /// Nobody was there; the sender is told service-unavailable.
    REFUSED
  }

  /// @param archiveId its id in the account's archive if offline delivery watches over it, else 0
  static Outcome deliver(Account account, Stanza message, Jid to, long archiveId) {
    if (to.isFull()) {
      Session session = account.session(to.resourcepart());
      if (session != null) { // §8.5.3.1
        session.send(message, archiveId);
        return Outcome.DELIVERED;
      }
    }
    return switch (message.type()) {
      case "groupchat" -> Outcome.REFUSED; // §8.5.2.1.1, §8.5.3.2.1
      case "error" -> Outcome.IGNORED;
      case "headline" ->
          to.isFull() || !toAvailable(account, message, 0)
              ? Outcome.IGNORED
              : Outcome.DELIVERED; // §8.5.3.2.1
      default ->
          toBare(
              account, message, archiveId); // a full JID without session counts as bare: §8.5.3.2.1
    };
  }

  private static Outcome toBare(Account account, Stanza message, long archiveId) {
    if (archiveId != 0
        && account.isBehind()) { // older ones come first: the replay, now or later, takes it
      account.waits(archiveId);
      return Outcome.WAITS;
    }
    if (toAvailable(account, message, archiveId)) return Outcome.DELIVERED;
    if (archiveId != 0) {
      account.waits(archiveId);
      return Outcome.WAITS;
    }
    // A message that is not kept, such as a typing notification (XEP-0085), must not bother its
    // sender with errors.
    return message.has(Names.BODY) ? Outcome.REFUSED : Outcome.IGNORED;
  }

  /// RFC 6121 §8.5.2.1.1: of its two options we take "all resources with non-negative priority".
  static boolean toAvailable(Account account, Stanza message, long archiveId) {
    boolean any = false;
    for (Session session : account.sessionArray()) {
      if (!session.isAvailable() || session.priority() < 0) continue;
      session.send(message, archiveId);
      any = true;
    }
    return any;
  }
}
