package im.viavai.xmpp;

import java.util.Map;

/// What a peer said when it opened its stream (RFC 6120 §4.7), or in RFC 7395's `<open/>` or BOSH's
/// `<body/>`. Absent attributes are `""`. Nothing here is trusted: `to` and `from` are as sent, not
/// yet [Jid]s.
///
/// @param name the root element's name
/// @param defaultNamespace the default namespace it declares, `""` if it does not
/// @param attributes all attributes; those in a namespace as `{namespace}local`, `xml:lang` as that
public record StreamHeader(
    Name name,
    String defaultNamespace,
    String to,
    String from,
    String id,
    String version,
    String lang,
    Map<String, String> attributes) {
  public StreamHeader {
    attributes = Map.copyOf(attributes);
  }
}
