package im.viavai.features.archive;

import im.viavai.xmpp.Name;
import im.viavai.xmpp.Namespaces;
import im.viavai.xmpp.Stanza;
import java.util.Set;

/// What a message is worth by itself, before anybody's preferences.
enum Worth {
  /// Nothing: it is for now or never.
  NOTHING,
  /// To be delivered late rather than never, but not to be kept (XEP-0160 §3).
  DELIVERY,
  /// To be kept, but not to be delivered late: a headline that asks for it.
  ARCHIVE,
  /// Both.
  ARCHIVE_AND_DELIVERY;

  private static final String HINTS = "urn:xmpp:hints"; // XEP-0334
  private static final Name NO_STORE = new Name(HINTS, "no-store");
  private static final Name NO_PERMANENT_STORE = new Name(HINTS, "no-permanent-store");
  private static final Name STORE = new Name(HINTS, "store");
  private static final Name INVITE = new Name("http://jabber.org/protocol/muc#user", "invite");
  private static final Name DECLINE = new Name("http://jabber.org/protocol/muc#user", "decline");

  /// Payloads that are kept, whatever is beside them.
  private static final Set<Name> KEPT =
      Set.of(
          new Name(Namespaces.CLIENT, "body"),
          new Name(Namespaces.CLIENT, "subject"),
          new Name("urn:xmpp:receipts", "received"), // XEP-0184
          new Name("urn:xmpp:chat-markers:0", "received"), // XEP-0333
          new Name("urn:xmpp:chat-markers:0", "displayed"),
          new Name("urn:xmpp:chat-markers:0", "acknowledged"),
          new Name("jabber:x:encrypted", "x"), // XEP-0027
          new Name("jabber:x:conference", "x")); // XEP-0249

  /// Namespaces of payloads that are kept.
  private static final Set<String> KEPT_NAMESPACES =
      Set.of(
          "eu.siacs.conversations.axolotl", // XEP-0384 0.3
          "urn:xmpp:omemo:1", // XEP-0384
          "urn:xmpp:omemo:2",
          "urn:xmpp:openpgp:0", // XEP-0373
          "urn:xmpp:message-correct:0", // XEP-0308
          "urn:xmpp:message-retract:0", // XEP-0424
          "urn:xmpp:message-retract:1",
          "urn:xmpp:fasten:0", // XEP-0422, under the retractions of old
          "urn:xmpp:reactions:0", // XEP-0444
          "urn:xmpp:reply:0", // XEP-0461
          "urn:xmpp:jingle-message:0", // XEP-0353
          "urn:xmpp:jingle-message:1",
          "urn:xmpp:call-invites:0"); // XEP-0482

  /// What carries no meaning of its own, or none later on.
  private static final Set<String> FLEETING_NAMESPACES =
      Set.of(
          "http://jabber.org/protocol/chatstates", // XEP-0085
          HINTS,
          "urn:xmpp:sid:0", // XEP-0359
          "urn:xmpp:occupant-id:0", // XEP-0421
          "urn:xmpp:delay", // XEP-0203
          "jabber:x:delay",
          "http://jabber.org/protocol/nick", // XEP-0172
          "urn:xmpp:eme:0", // XEP-0380
          "urn:xmpp:fallback:0", // XEP-0428
          "urn:xmpp:styling:0", // XEP-0393
          "urn:xmpp:receipts", // a request alone
          "urn:xmpp:chat-markers:0", // markable alone
          "urn:xmpp:carbons:2", // private
          "http://jabber.org/protocol/ibb", // XEP-0047: a stream ends with its session
          "http://jabber.org/protocol/pubsub#event"); // XEP-0163: sent again with each presence

  static Worth of(Stanza message) {
    switch (message.type()) {
      case "error", "groupchat" -> {
        return NOTHING; // XEP-0334 §5: hints in errors are ignored
      }
      case "headline" -> {
        return message.has(STORE) && !message.has(NO_STORE) && !message.has(NO_PERMANENT_STORE)
            ? ARCHIVE
            : NOTHING;
      }
      default -> {}
    }
    if (message.has(NO_STORE)) return NOTHING;
    Worth content = message.has(STORE) ? ARCHIVE_AND_DELIVERY : content(message);
    return content == ARCHIVE_AND_DELIVERY && message.has(NO_PERMANENT_STORE) ? DELIVERY : content;
  }

  private static Worth content(Stanza message) {
    Worth worth = NOTHING;
    for (Stanza.Child child : message.children()) {
      Name name = child.name();
      if (KEPT.contains(name) || KEPT_NAMESPACES.contains(name.namespace())) {
        return ARCHIVE_AND_DELIVERY;
      }
      if (name.namespace().equals(INVITE.namespace())) {
        var x = message.element(child);
        if (x.child(INVITE).isPresent() || x.child(DECLINE).isPresent()) {
          return ARCHIVE_AND_DELIVERY; // XEP-0045 §7.8.2
        }
      }
      // thread, or an extension of jabber:client that nobody knows
      boolean fleeting =
          name.namespace().equals(Namespaces.CLIENT)
              || FLEETING_NAMESPACES.contains(name.namespace());
      if (!fleeting) worth = DELIVERY;
    }
    return worth;
  }
}
