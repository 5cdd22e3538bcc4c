package im.viavai.xmpp;

import im.viavai.xmpp.StreamError.Condition;

/// The things a peer's XML can be wrong in.
final class Wrong {
  private Wrong() {}

  static StreamException notWellFormed(String text) {
    return StreamError.of(Condition.NOT_WELL_FORMED, text).exception();
  }

  /// RFC 6120 §11.7 allows nothing but white space there.
  static StreamException textBetweenStanzas() {
    return StreamError.of(Condition.BAD_FORMAT, "text between stanzas").exception();
  }

  static StreamException restricted(String text) {
    return StreamError.of(Condition.RESTRICTED_XML, text).exception();
  }

  /// RFC 6120 §4.9.3.14, with the application-specific condition it shows.
  static StreamException tooBig() {
    return StreamError.of(Condition.POLICY_VIOLATION)
        .with(Element.of("urn:xmpp:errors", "stanza-too-big"))
        .exception();
  }

  static StreamException policy(String text) {
    return StreamError.of(Condition.POLICY_VIOLATION, text).exception();
  }
}
