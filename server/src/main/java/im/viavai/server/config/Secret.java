package im.viavai.server.config;

/// A password or key: it never appears in a log or in the output of a command.
///
/// @param value the secret itself; empty when none is set
public record Secret(String value) {
  /// Hides the value.
  @Override
  public String toString() {
    return value.isEmpty() ? "" : "(hidden)";
  }
}
