package im.viavai.xmpp;

import java.nio.charset.StandardCharsets;

/// Between text and its form in XML (XML 1.0 §2.4, §2.11, §3.3.3).
final class Escaping {
  private Escaping() {}

  /// The text that checked character data stands for.
  static String unescapeText(byte[] b, int start, int end) {
    for (int i = start; i < end; i++) {
      if (b[i] == '&' || b[i] == '\r') {
        return unescape(b, start, end, false);
      }
    }
    return new String(b, start, end - start, StandardCharsets.UTF_8);
  }

  /// The text that a checked attribute value stands for.
  static String unescapeAttribute(byte[] b, int start, int end) {
    for (int i = start; i < end; i++) {
      if (b[i] == '&' || (b[i] >= 0 && b[i] < 0x20)) {
        return unescape(b, start, end, true);
      }
    }
    return new String(b, start, end - start, StandardCharsets.UTF_8);
  }

  private static String unescape(byte[] b, int start, int end, boolean attribute) {
    byte[] out = new byte[end - start]; // a reference is never shorter than what it stands for
    int n = 0;
    for (int i = start; i < end; i++) {
      byte c = b[i];
      switch (c) {
        case '&' -> {
          int semicolon = i + 2;
          while (b[semicolon] != ';') {
            semicolon++;
          }
          n = Utf8.write(resolve(b, i, semicolon), out, n);
          i = semicolon;
        }
        case '\r' -> {
          if (i + 1 < end && b[i + 1] == '\n') {
            i++;
          }
          out[n++] = (byte) (attribute ? ' ' : '\n');
        }
        case '\t', '\n' -> out[n++] = attribute ? (byte) ' ' : c;
        default -> out[n++] = c;
      }
    }
    return new String(out, 0, n, StandardCharsets.UTF_8);
  }

  private static int resolve(byte[] b, int p, int semicolon) {
    try {
      return CharacterData.resolve(b, p, semicolon);
    } catch (StreamException e) {
      throw new IllegalStateException("these bytes were not checked", e);
    }
  }

  /// How many bytes text takes as an attribute's value.
  static int attributeLength(String text) {
    int length = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      length += c < 0x80 && isPlain(c) ? 1 : escapedLength(text, i, true);
      if (isPair(text, i)) {
        i++;
      }
    }
    return length;
  }

  /// How many bytes text takes as character data.
  static int textLength(String text) {
    int length = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      length += c < 0x80 && isPlain(c) ? 1 : escapedLength(text, i, false);
      if (isPair(text, i)) {
        i++;
      }
    }
    return length;
  }

  /// Writes an attribute's value for between single quotes. What XML cannot express becomes U+FFFD.
  ///
  /// @return the index behind it
  static int writeAttribute(String text, byte[] target, int offset) {
    return write(text, target, offset, true);
  }

  /// Writes character data. What XML cannot express becomes U+FFFD.
  ///
  /// @return the index behind it
  static int writeText(String text, byte[] target, int offset) {
    return write(text, target, offset, false);
  }

  private static int write(String text, byte[] target, int offset, boolean attribute) {
    int p = offset;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < 0x80 && isPlain(c)) {
        target[p++] = (byte) c;
        continue;
      }
      String reference = reference(c, attribute);
      if (reference.isEmpty()) {
        p = Utf8.write(codePoint(text, i), target, p);
        if (isPair(text, i)) {
          i++;
        }
      } else {
        for (int k = 0; k < reference.length(); k++) {
          target[p++] = (byte) reference.charAt(k);
        }
      }
    }
    return p;
  }

  private static int escapedLength(String text, int i, boolean attribute) {
    String reference = reference(text.charAt(i), attribute);
    if (!reference.isEmpty()) {
      return reference.length();
    }
    int c = codePoint(text, i);
    return c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
  }

  private static boolean isPlain(char c) {
    return c >= 0x20 && c != '&' && c != '<' && c != '>' && c != '\'';
  }

  private static boolean isPair(String text, int i) {
    return Character.isHighSurrogate(text.charAt(i))
        && i + 1 < text.length()
        && Character.isLowSurrogate(text.charAt(i + 1));
  }

  private static int codePoint(String text, int i) {
    int c = text.codePointAt(i);
    return CharacterData.isCharacter(c) ? c : 0xFFFD;
  }

  /// How a character has to be referred to, `""` if it can stand for itself.
  private static String reference(char c, boolean attribute) {
    return switch (c) {
      case '&' -> "&amp;";
      case '<' -> "&lt;";
      case '>' -> "&gt;";
      case '\'' -> attribute ? "&apos;" : "";
      case '\r' -> "&#xD;";
      case '\n' -> attribute ? "&#xA;" : "";
      case '\t' -> attribute ? "&#x9;" : "";
      default -> "";
    };
  }
}
