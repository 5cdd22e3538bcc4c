package im.viavai.server.route;

import im.viavai.server.session.Account;
import im.viavai.xmpp.Element;
import im.viavai.xmpp.Jid;
import im.viavai.xmpp.Name;
import im.viavai.xmpp.Stanza;

/// The archive id of a message as its recipient sees it: `<stanza-id by='...' id='...'/>` (XEP-0359
/// §3.1).
public final class StanzaIds {
  /// `urn:xmpp:sid:0`.
  public static final String NS = "urn:xmpp:sid:0";

  private static final Name STANZA_ID = new Name(NS, "stanza-id");

  private StanzaIds() {}

  /// The message with its id in the archive of that account.
  public static Stanza stamp(Stanza message, Account archive, long id) {
    return message.plus(
        Element.builder(STANZA_ID)
            .attribute("id", archive.archiveId(id))
            .attribute("by", archive.address().toString())
            .build());
  }

  /// Removes every id that claims to be given by one of these: only they may say so (XEP-0359 §6).
  public static Stanza strip(Stanza message, Jid one, Jid other) {
    if (!message.has(STANZA_ID)) return message;
    String first = one.toString();
    String second = other.toString();
    return message.without(child -> {
      if (!child.name().equals(STANZA_ID)) return false;
      String by = message.element(child).attribute("by");
      return Jid.parse(by)
          .map(j -> j.toString().equals(first) || j.toString().equals(second))
          .orElse(true);
    });
  }
}
