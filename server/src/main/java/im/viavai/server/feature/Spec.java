package im.viavai.server.feature;

/// What a feature implements: `new Spec("XEP-0280", "1.0.1", Extent.COMPLETE)`.
///
/// @param document the specification, `XEP-nnnn` or `RFC nnnn`
/// @param version the version of that text the code was written against
/// @param extent how much of it is there
public record Spec(String document, String version, Extent extent) {
  /// How much of a document is implemented.
  public enum Extent {
    /// All that concerns a server.
    COMPLETE,
    /// A part; the package documentation says which.
    PARTIAL
  }
}
