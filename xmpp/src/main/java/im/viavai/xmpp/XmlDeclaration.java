package im.viavai.xmpp;

import im.viavai.xmpp.StreamError.Condition;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The `<?xml ...?>` that may begin a document (XML 1.0 §2.8, RFC 6120 §11.5, §11.6).
final class XmlDeclaration {
  static final int INCOMPLETE = -1;

  /// No declaration needs more bytes.
  private static final int LONGEST = 256;

  private static final byte[] OPENING = {'<', '?', 'x', 'm', 'l'};

  private static final Pattern FORM =
      Pattern.compile(
          "<\\?xml\\s+version\\s*=\\s*(?:'1\\.0'|\"1\\.0\")"
              + "(?:\\s+encoding\\s*=\\s*(?:'([A-Za-z][A-Za-z0-9._-]*)'|\"([A-Za-z][A-Za-z0-9._-]*)\"))?"
              + "(?:\\s+standalone\\s*=\\s*(?:'(?:yes|no)'|\"(?:yes|no)\"))?\\s*\\?>");

  private XmlDeclaration() {}

  /// Refuses a document that by its first byte is UTF-16 or UTF-32.
  static void checkEncoding(byte first) throws StreamException {
    if (first == (byte) 0xFE || first == (byte) 0xFF || first == 0) {
      throw StreamError.of(Condition.UNSUPPORTED_ENCODING, "use UTF-8").exception();
    }
  }

  /// Passes the declaration at `p`.
  ///
  /// @return the index behind it, `p` if there is none, or [#INCOMPLETE]
  static int read(byte[] b, int p, int limit) throws StreamException {
    for (int i = 0; i < OPENING.length; i++) {
      if (p + i == limit) {
        return INCOMPLETE;
      }
      if (b[p + i] != OPENING[i]) {
        if (i == 1 && b[p + 1] == 0) {
          throw StreamError.of(Condition.UNSUPPORTED_ENCODING, "use UTF-8").exception();
        }
        if (i > 1) {
          throw Wrong.restricted("a processing instruction");
        }
        return p;
      }
    }
    int end = p + OPENING.length;
    while (end + 1 < limit && !(b[end] == '?' && b[end + 1] == '>')) {
      if (end - p > LONGEST) {
        throw Wrong.notWellFormed("an endless XML declaration");
      }
      end++;
    }
    if (end + 1 >= limit) {
      return INCOMPLETE;
    }
    check(new String(b, p, end + 2 - p, StandardCharsets.ISO_8859_1));
    return end + 2;
  }

  private static void check(String declaration) throws StreamException {
    if (!CharacterData.isWhitespace((byte) declaration.charAt(OPENING.length))) {
      throw Wrong.restricted("a processing instruction");
    }
    Matcher matcher = FORM.matcher(declaration);
    if (!matcher.matches()) {
      throw Wrong.notWellFormed("not an XML declaration");
    }
    String encoding = matcher.group(1) == null ? matcher.group(2) : matcher.group(1);
    if (encoding != null && !encoding.toUpperCase(Locale.ROOT).equals("UTF-8")) {
      throw StreamError.of(Condition.UNSUPPORTED_ENCODING, "use UTF-8").exception();
    }
  }
}
