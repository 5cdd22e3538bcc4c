package im.viavai.server.metrics;

/// A label of a metric, such as `kind="message"`. Its values come from a small fixed set, never
/// from a peer.
///
/// @param name letters, digits and underscores
/// @param value any text
public record Label(String name, String value) {
  /// Checks the name.
  public Label {
    if (!name.matches("[a-zA-Z_][a-zA-Z0-9_]*")) {
      throw new IllegalArgumentException("not a label name: " + name);
    }
  }
}
