package im.viavai.xmpp;

/// How much XML a peer may send. It is counted on the bytes as they arrive, before anything is
/// kept.
///
/// @param stanzaBytes the longest first-level element or stream header, in bytes
/// @param depth the deepest nesting within a first-level element, itself being 1
/// @param attributes the most attributes of one element, namespace declarations included
/// @param nameBytes the longest qualified name of an element or attribute, in bytes
/// @param namespaces the most namespace declarations in scope
/// @param children the most children of a first-level element
/// @param elements the most elements in a first-level element, itself included: a tree takes up to
///   100 bytes for each
public record Limits(
    int stanzaBytes,
    int depth,
    int attributes,
    int nameBytes,
    int namespaces,
    int children,
    int elements) {

  /// For peers that have not yet proven who they are.
  public static final Limits BEFORE_LOGIN = new Limits(10 * 1024, 12, 32, 128, 16, 32, 256);

  /// For peers that have.
  public static final Limits AFTER_LOGIN = new Limits(256 * 1024, 64, 64, 256, 32, 256, 16 * 1024);

  /// For what we have kept ourselves and read back, which may have grown by what was added to it.
  public static final Limits STORED =
      new Limits(16 * 1024 * 1024, 128, 1024, 1024, 1024, Integer.MAX_VALUE, Integer.MAX_VALUE);

  /// These limits with another length of a stanza, in bytes.
  public Limits withStanzaBytes(int bytes) {
    return new Limits(bytes, depth, attributes, nameBytes, namespaces, children, elements);
  }
}
