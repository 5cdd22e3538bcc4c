package im.viavai.features.carbons;

import im.viavai.xmpp.Element;
import im.viavai.xmpp.Jid;
import im.viavai.xmpp.Name;
import im.viavai.xmpp.Namespaces;
import im.viavai.xmpp.Stanza;
import java.util.Set;

/// Which messages are copied: XEP-0280 §6.1. Errors are judged elsewhere, since it takes memory.
final class Rules {
  private static final String MUC_USER = "http://jabber.org/protocol/muc#user";
  private static final Name MUC = new Name(MUC_USER, "x");
  private static final Name INVITE = new Name(MUC_USER, "invite");
  private static final Name DIRECT_INVITE = new Name("jabber:x:conference", "x"); // XEP-0249
  private static final Name BODY = new Name(Namespaces.CLIENT, "body");

  /// "payload elements typically used in IM"
  private static final Set<String> IM =
      Set.of(
          "urn:xmpp:receipts", // XEP-0184
          "http://jabber.org/protocol/chatstates", // XEP-0085
          "urn:xmpp:chat-markers:0"); // XEP-0333

  private Rules() {}

  /// Whether a message that an account sent is copied to its other resources.
  static boolean copiesSent(Stanza message) {
    return isTalk(message);
  }

  /// Whether a message that an account gets is copied to its other resources.
  static boolean copiesReceived(Stanza message) {
    if (!message.has(MUC)) return isTalk(message);
    // a private message of an occupant reaches every resource in the room from the room itself
    Jid from = message.from();
    boolean occupant = from != null && from.isFull();
    return isInvitation(message) || (!occupant && isTalk(message));
  }

  private static boolean isTalk(Stanza message) {
    return switch (message.type()) {
      case "chat" -> true;
      case "groupchat", "headline", "error" -> false;
      default -> message.has(BODY) || hasImPayload(message) || isInvitation(message); // normal
    };
  }

  private static boolean hasImPayload(Stanza message) {
    for (Stanza.Child child : message.children()) {
      if (IM.contains(child.name().namespace())) return true;
    }
    return false;
  }

  private static boolean isInvitation(Stanza message) {
    if (message.has(DIRECT_INVITE)) return true;
    if (!message.has(MUC)) return false;
    return message.element(MUC).flatMap((Element x) -> x.child(INVITE)).isPresent();
  }
}
