package im.viavai.server.session;

import im.viavai.xmpp.Jid;
import im.viavai.xmpp.Name;
import im.viavai.xmpp.Stanza;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What an inactive (XEP-0352 §5) or slow client need not see at once: presence, of which the
/// newest of each sender is enough, and typing notifications, which are dropped. Guarded by the
/// session's monitor.
final class HeldBack {
  /// How many senders' presence is held back at most; above it all is sent.
  static final int LIMIT = 512;

  private static final String CHAT_STATES = "http://jabber.org/protocol/chatstates"; // XEP-0085
  private static final Name BODY = new Name("jabber:client", "body");

  private final Map<Jid, Delivery> presence = new LinkedHashMap<>();

  /// What to do with a stanza now.
  enum Choice {
    /// Send it, and what was held back before it.
    SEND,
    /// It was kept.
    HELD,
    /// It is not worth keeping.
    DROPPED
  }

  Choice offer(Delivery delivery) {
    Stanza stanza = delivery.stanza();
    if (delivery.archiveId() != 0) return Choice.SEND;
    return switch (stanza.kind()) {
      case IQ -> Choice.SEND;
      case MESSAGE -> isOnlyChatState(stanza) ? Choice.DROPPED : Choice.SEND;
      case PRESENCE -> {
        Jid from = stanza.from();
        boolean plain = stanza.type().isEmpty() || stanza.type().equals("unavailable");
        if (!plain || from == null || presence.size() >= LIMIT) yield Choice.SEND;
        presence.remove(from); // the newest goes to the end
        presence.put(from, delivery);
        yield Choice.HELD;
      }
    };
  }

  private static boolean isOnlyChatState(Stanza message) {
    boolean state = false;
    for (Stanza.Child child : message.children()) {
      if (child.name().namespace().equals(CHAT_STATES)) state = true;
      else if (child.name().equals(BODY)) return false;
      else if (!child.name().local().equals("thread")
          && !child.name().namespace().equals("urn:xmpp:hints")
          && !child.name().namespace().equals("urn:xmpp:sid:0")) return false;
    }
    return state;
  }

  /// Takes all, oldest first.
  List<Delivery> release() {
    List<Delivery> all = new ArrayList<>(presence.values());
    presence.clear();
    return all;
  }

  boolean isEmpty() {
    return presence.isEmpty();
  }
}
