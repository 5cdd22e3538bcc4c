package im.viavai.xmpp;

/// How addresses of other networks fit into a localpart (XEP-0106). Any thread.
public final class JidEscaping {
  /// The characters no localpart may have, and the one that escapes (§3.2).
  private static final String ESCAPED = " \"&'/:<>@\\";

  private JidEscaping() {}

  /// Escapes text for use as a localpart: `d'artagnan` becomes `d\27artagnan`. Spaces around it are
  /// left away, since `\20` may be neither first nor last (§4.1, rule 6).
  public static String escape(String text) {
    String trimmed = text.strip();
    StringBuilder escaped = new StringBuilder(trimmed.length() + 8);
    for (int i = 0; i < trimmed.length(); i++) {
      char c = trimmed.charAt(i);
      boolean needed = c == '\\' ? codeAt(trimmed, i) >= 0 : ESCAPED.indexOf(c) >= 0;
      if (needed) {
        escaped
            .append('\\')
            .append(Character.forDigit(c >> 4, 16))
            .append(Character.forDigit(c & 15, 16));
      } else {
        escaped.append(c);
      }
    }
    return escaped.toString();
  }

  /// Turns a localpart back into the text it stands for.
  public static String unescape(String localpart) {
    StringBuilder text = new StringBuilder(localpart.length());
    for (int i = 0; i < localpart.length(); i++) {
      int code = codeAt(localpart, i);
      boolean atEdge = i == 0 || i == localpart.length() - 3;
      if (code < 0 || (code == ' ' && atEdge)) {
        text.append(localpart.charAt(i));
      } else {
        text.append((char) code);
        i += 2;
      }
    }
    return text.toString();
  }

  /// The character that an escape at `i` stands for, -1 if there is none. Case matters (§3.1).
  private static int codeAt(String text, int i) {
    if (text.charAt(i) != '\\' || i + 2 >= text.length()) {
      return -1;
    }
    int high = "234567".indexOf(text.charAt(i + 1)) + 2;
    int low = "0123456789abcdef".indexOf(text.charAt(i + 2));
    int code = high * 16 + low;
    return high < 2 || low < 0 || ESCAPED.indexOf(code) < 0 ? -1 : code;
  }
}
