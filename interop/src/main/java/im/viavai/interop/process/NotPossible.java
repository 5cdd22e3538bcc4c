package im.viavai.interop.process;

/// This machine does not permit what was to be done; the message says what is missing.
public final class NotPossible extends Exception {
  /// @param missing what is missing, for people to read
  public NotPossible(String missing) {
    super(missing);
  }
}
