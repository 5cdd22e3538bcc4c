package im.viavai.xmpp;

import im.viavai.xmpp.StreamError.Condition;
import java.util.Map;

/// Makes stream headers and checks what RFC 6120 §4.7 and §4.8 ask of them.
final class Headers {
  private static final Name BODY = new Name(Namespaces.HTTPBIND, "body");

  private Headers() {}

  static StreamHeader of(Name name, Map<String, String> attributes, Prefixes prefixes) {
    return new StreamHeader(
        name,
        prefixes.defaultNamespace(),
        attributes.getOrDefault("to", ""),
        attributes.getOrDefault("from", ""),
        attributes.getOrDefault("id", ""),
        attributes.getOrDefault("version", ""),
        attributes.getOrDefault("xml:lang", ""),
        attributes);
  }

  /// Checks the root of a BOSH document (XEP-0124 §4).
  static void checkBody(StreamHeader header) throws StreamException {
    if (!header.name().equals(BODY)) {
      throw StreamError.of(Condition.BAD_FORMAT, "not a body").exception();
    }
  }

  /// Checks the root of a stream over TCP.
  ///
  /// @param qualified the root's name as it was written
  static void checkStream(StreamHeader header, String qualified, String contentNamespace)
      throws StreamException {
    if (!header.name().local().equals("stream")) {
      throw StreamError.of(Condition.BAD_FORMAT, "not a stream").exception();
    }
    if (!header.name().namespace().equals(Namespaces.STREAMS)) {
      throw StreamError.of(Condition.INVALID_NAMESPACE, "not a stream").exception();
    }
    // §4.8.5: another prefix might be accepted, but the rest of the world sends and expects this
    // one.
    if (!qualified.equals("stream") && !qualified.equals("stream:stream")) {
      throw StreamError.of(Condition.BAD_NAMESPACE_PREFIX, "use stream:stream").exception();
    }
    String standard = header.defaultNamespace();
    if (!standard.isEmpty()
        && !standard.equals(contentNamespace)
        && !standard.equals(Namespaces.STREAMS)) {
      throw StreamError.of(Condition.INVALID_NAMESPACE, "use " + contentNamespace).exception();
    }
  }
}
