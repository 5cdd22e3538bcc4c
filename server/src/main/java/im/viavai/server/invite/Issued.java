package im.viavai.server.invite;

import static java.nio.charset.StandardCharsets.UTF_8;

import im.viavai.xmpp.Jid;
import java.net.URLEncoder;

/// An invitation that was just made: the only time its token is there. Never logged.
///
/// @param token who has it can use it
/// @param wish what was wished
/// @param webAddress of the domain; empty if there is no web door
/// @param expiresMillis when it ends
public record Issued(String token, Wish wish, String webAddress, long expiresMillis) {
  /// The xmpp: link: `?roster` with the contact (XEP-0379 §3.2, XEP-0401 §5.1), `?register` without
  /// one (XEP-0445 §2).
  public String uri() {
    Jid inviter = wish.inviter();
    if (inviter == null) {
      String name = wish.localpart().isEmpty() ? "" : escape(wish.localpart()) + "@";
      return "xmpp:" + name + wish.domain().domainpart() + "?register;preauth=" + token;
    }
    String account = wish.kind().makesAccount() ? ";ibr=y" : "";
    String address = escape(inviter.localpart()) + "@" + inviter.domainpart();
    return "xmpp:" + address + "?roster;preauth=" + token + account;
  }

  /// The page about it, on our web door; empty if there is none.
  public String landingUrl() {
    return webAddress.isEmpty() ? "" : webAddress + "/invite/" + token;
  }

  /// What to hand out: the page, or where there is none the xmpp: link.
  public String link() {
    return webAddress.isEmpty() ? uri() : landingUrl();
  }

  /// RFC 5122 §2.2: what has a meaning in a link is escaped.
  private static String escape(String localpart) {
    return URLEncoder.encode(localpart, UTF_8).replace("+", "%20");
  }

  /// Without the token.
  @Override
  public String toString() {
    return "Issued[" + wish + "]";
  }
}
