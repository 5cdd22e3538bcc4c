package im.viavai.server.route;

import im.viavai.server.session.Account;
import im.viavai.server.session.Session;
import im.viavai.xmpp.Jid;
import im.viavai.xmpp.Stanza;
import org.jspecify.annotations.Nullable;

/// Which sessions of an account get a message: RFC 6121 §8.5.2, §8.5.3 and Table 1 in §8.5.4. The
/// caller holds the account's monitor.
///
/// Where the table leaves a choice: messages to the bare JID go to all resources with a
/// non-negative priority (A), what nobody takes waits in the archive if it is kept (O) and is
/// bounced otherwise (E), and a message of type normal to a resource that is gone is bounced (E).
final class MessageDelivery {
  private MessageDelivery() {}

  /// What becomes of it.
  enum Outcome {
    /// A session has it.
    DELIVERED,
    /// Nobody was there; it waits in the archive.
    WAITS,
    /// Nobody was there, and it may be forgotten.
    IGNORED,
    /// Nobody was there; the sender is told service-unavailable, and nothing is kept.
    REFUSED
  }

  /// What [#deliver] would do now.
  ///
  /// @param kept whether offline delivery watches over it
  static Outcome foresee(Account account, Stanza message, Jid to, boolean kept) {
    Session session = matching(account, to);
    if (session != null) {
      return kept && comesAfterOthers(account, session) ? Outcome.WAITS : Outcome.DELIVERED;
    }
    return switch (message.type()) {
      case "groupchat" -> Outcome.REFUSED; // §8.5.2.1.1, §8.5.2.2.1, §8.5.3.2.1
      case "error" -> Outcome.IGNORED;
      case "headline" -> // §8.5.3.2.1: never to another resource
          to.isFull() || !hasTaker(account) ? Outcome.IGNORED : Outcome.DELIVERED;
      case "chat" -> toBare(account, message, kept); // §8.5.3.2.1: a full JID as well
      default -> to.isFull() ? bounce(message) : toBare(account, message, kept);
    };
  }

  private static Outcome toBare(Account account, Stanza message, boolean kept) {
    // behind: older ones come first, the replay takes it
    if (kept && (account.isBehind() || !hasTaker(account))) return Outcome.WAITS;
    return hasTaker(account) ? Outcome.DELIVERED : bounce(message);
  }

  /// What is no speech, such as a typing notification (XEP-0085), must not bother its sender.
  private static Outcome bounce(Stanza message) {
    return message.has(Names.BODY) ? Outcome.REFUSED : Outcome.IGNORED;
  }

  /// Delivers it, or notes that it waits.
  ///
  /// @param archiveId its id in the account's archive if offline delivery watches over it, else 0
  static Outcome deliver(Account account, Stanza message, Jid to, long archiveId) {
    Outcome outcome = foresee(account, message, to, archiveId != 0);
    switch (outcome) {
      case DELIVERED -> {
        Session session = matching(account, to);
        if (session != null) session.send(message, archiveId); // §8.5.3.1
        else toTakers(account, message, archiveId);
      }
      case WAITS -> account.waits(archiveId);
      case IGNORED, REFUSED -> {}
    }
    return outcome;
  }

  /// Delivers a message that waited to those who have room for it; false if nobody has.
  static boolean again(Account account, Stanza message, Jid to, long archiveId) {
    Session session = matching(account, to);
    if (session != null && takes(session) && session.hasRoom()) {
      session.send(message, archiveId);
      return true;
    }
    boolean any = false;
    for (Session other : account.sessionArray()) {
      if (!takes(other) || !other.hasRoom()) continue;
      other.send(message, archiveId);
      any = true;
    }
    return any;
  }

  /// RFC 6121 §8.5.2.1.1: of its two options we take "all of the non-negative resources".
  private static void toTakers(Account account, Stanza message, long archiveId) {
    for (Session session : account.sessionArray()) {
      if (takes(session)) session.send(message, archiveId);
    }
  }

  /// Whether a session takes messages to the bare JID.
  static boolean takes(Session session) {
    return session.isAvailable() && session.priority() >= 0;
  }

  /// Whether any session does.
  static boolean hasTaker(Account account) {
    for (Session session : account.sessionArray()) if (takes(session)) return true;
    return false;
  }

  private static @Nullable Session matching(Account account, Jid to) {
    return to.isFull() ? account.session(to.resourcepart()) : null;
  }

  /// A resource that is still being told what waited gets this one behind it (promise P3).
  private static boolean comesAfterOthers(Account account, Session session) {
    return account.isBehind() && takes(session);
  }
}
