package im.viavai.server.route;

import im.viavai.xmpp.Element;
import im.viavai.xmpp.Jid;
import im.viavai.xmpp.Name;
import im.viavai.xmpp.Stanza;
import java.util.OptionalLong;

/// The archive id of a message as its recipient sees it: `<stanza-id by='...' id='...'/>` (XEP-0359
/// §3.1).
public final class StanzaIds {
  /// `urn:xmpp:sid:0`.
  public static final String NS = "urn:xmpp:sid:0";

  private static final Name STANZA_ID = new Name(NS, "stanza-id");

  private StanzaIds() {}

  /// The message with its id in the archive of that account.
  public static Stanza stamp(Stanza message, Jid by, long id) {
    return message.plus(
        Element.builder(STANZA_ID)
            .attribute("id", text(id))
            .attribute("by", by.toString())
            .build());
  }

  /// An archive id as it is written in `stanza-id`, in archive queries and their results.
  public static String text(long id) {
    return Long.toString(id);
  }

  /// The archive id that was written so; empty if we never wrote that.
  public static OptionalLong parse(String text) {
    if (text.isEmpty() || text.length() > 19) return OptionalLong.empty();
    long id = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < '0' || c > '9' || (i == 0 && c == '0')) return OptionalLong.empty();
      id = id * 10 + (c - '0');
    }
    return id > 0 ? OptionalLong.of(id) : OptionalLong.empty(); // beyond 2^63 it turns negative
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
