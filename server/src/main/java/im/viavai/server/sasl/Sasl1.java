package im.viavai.server.sasl;

import im.viavai.server.sasl.SaslFailure.Condition;
import im.viavai.xmpp.Element;
import im.viavai.xmpp.Namespaces;

/// The elements of the SASL profile of RFC 6120 section 6.4: reads what clients send, writes what
/// the server sends. [SaslFailure#toSasl] is the remaining one. Any thread.
public final class Sasl1 {

  /// Reads a top-level element of the namespace `urn:ietf:params:xml:ns:xmpp-sasl`.
  public SaslMessage parse(Element element) {
    if (!element.name().namespace().equals(Namespaces.SASL)) {
      return invalid(Condition.MALFORMED_REQUEST);
    }
    var text = element.text();
    return switch (element.name().local()) {
      case "auth" -> auth(element.attribute("mechanism"), text);
      case "response" ->
          Base64Text.decode(text)
              .<SaslMessage>map(SaslMessage.Response::new)
              .orElseGet(() -> invalid(Condition.INCORRECT_ENCODING));
      case "abort" -> new SaslMessage.Abort();
      default -> invalid(Condition.MALFORMED_REQUEST);
    };
  }

  private static SaslMessage auth(String mechanism, String text) {
    if (mechanism.isEmpty()) {
      return invalid(Condition.INVALID_MECHANISM);
    }
    return switch (text) {
      case "" -> new SaslMessage.Auth(mechanism, null);
      case "=" -> new SaslMessage.Auth(mechanism, Bytes.EMPTY);
      default ->
          Base64Text.decode(text)
              .<SaslMessage>map(data -> new SaslMessage.Auth(mechanism, data))
              .orElseGet(() -> invalid(Condition.INCORRECT_ENCODING));
    };
  }

  private static SaslMessage invalid(Condition condition) {
    return new SaslMessage.Invalid(new SaslFailure(condition));
  }

  /// `<challenge/>` (section 6.4.3).
  public Element challenge(Bytes data) {
    return Element.builder(Namespaces.SASL, "challenge").text(data.base64()).build();
  }

  /// `<success/>` (section 6.4.6).
  ///
  /// @param additionalData of the mechanism, empty for none
  public Element success(Bytes additionalData) {
    return Element.builder(Namespaces.SASL, "success").text(additionalData.base64()).build();
  }
}
