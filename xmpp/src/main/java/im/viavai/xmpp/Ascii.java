package im.viavai.xmpp;

/// Compares bytes with text known to be ASCII.
final class Ascii {
  private Ascii() {}

  /// Whether these bytes are this text.
  static boolean is(byte[] b, int start, int end, String text) {
    int length = end - start;
    if (length != text.length()) {
      return false;
    }
    for (int i = 0; i < length; i++) {
      if (b[start + i] != text.charAt(i)) {
        return false;
      }
    }
    return true;
  }
}
