package im.viavai.server.config;

/// A configured value that is not allowed; the message tells the operator what to write instead.
public final class BadValue extends Exception {
  private static final long serialVersionUID = 1;

  /// Made with what is wrong and what to write.
  public BadValue(String message) {
    super(message);
  }
}
