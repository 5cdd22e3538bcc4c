package im.viavai.server.sasl;

import im.viavai.xmpp.Element;
import im.viavai.xmpp.Namespaces;
import java.util.Locale;

/// Why a login failed (RFC 6120 section 6.5), in either of the two namespaces. Immutable, any
/// thread.
///
/// @param condition the defined condition
/// @param text what a person might want to know, in English, `""` for none; never tells whether an
///   account exists
public record SaslFailure(Condition condition, String text) {

  /// The defined conditions, in the order of RFC 6120 section 6.5.
  public enum Condition {
    /// The client sent `<abort/>`.
    ABORTED,
    /// The credentials were right, the account is closed for now.
    ACCOUNT_DISABLED,
    /// A password or token that was right once.
    CREDENTIALS_EXPIRED,
    /// Not without TLS.
    ENCRYPTION_REQUIRED,
    /// The data is not base64.
    INCORRECT_ENCODING,
    /// Acting for somebody else, or an authzid that is no bare Jid.
    INVALID_AUTHZID,
    /// A mechanism that was not offered.
    INVALID_MECHANISM,
    /// The mechanism's own syntax was not kept.
    MALFORMED_REQUEST,
    /// Weaker than the account or the server wants.
    MECHANISM_TOO_WEAK,
    /// Wrong credentials, or an unknown account.
    NOT_AUTHORIZED,
    /// Try again later: the server is busy, or there were too many failures.
    TEMPORARY_AUTH_FAILURE;

    /// The element's local name: `not-authorized`.
    public String local() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  /// A failure that needs no words.
  public SaslFailure(Condition condition) {
    this(condition, "");
  }

  /// `<failure xmlns='urn:ietf:params:xml:ns:xmpp-sasl'/>` (RFC 6120 section 6.4.5).
  public Element toSasl() {
    var failure = Element.builder(Namespaces.SASL, "failure").child(defined());
    if (!text.isEmpty()) {
      failure.child(
          Element.builder(Namespaces.SASL, "text").attribute("xml:lang", "en").text(text).build());
    }
    return failure.build();
  }

  /// `<failure xmlns='urn:xmpp:sasl:2'/>` (XEP-0388 section 2.6.2).
  public Element toSasl2() {
    var failure = Element.builder(Namespaces.SASL2, "failure").child(defined());
    if (!text.isEmpty()) {
      failure.child("text", text);
    }
    return failure.build();
  }

  private Element defined() {
    return Element.of(Namespaces.SASL, condition.local());
  }
}
