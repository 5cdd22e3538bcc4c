package im.viavai.xmpp;

/// How addresses of other networks fit into a localpart (XEP-0106).
public final class JidEscaping {
  private JidEscaping() {}

  /// Escapes text for use as a localpart: `d'artagnan` becomes `d\27artagnan`.
  public static String escape(String text) {
    throw new UnsupportedOperationException();
  }

  /// Turns a localpart back into the text it stands for.
  public static String unescape(String localpart) {
    throw new UnsupportedOperationException();
  }
}
