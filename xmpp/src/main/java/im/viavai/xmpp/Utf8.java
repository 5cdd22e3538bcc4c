package im.viavai.xmpp;

/// Strict UTF-8 (RFC 3629): no overlong forms, no surrogates, nothing above U+10FFFF; and no U+FFFE
/// and U+FFFF, which are no XML characters.
final class Utf8 {
  /// Answer for a character of which the rest has not come yet.
  static final int INCOMPLETE = 0;

  private Utf8() {}

  /// How many bytes the character beginning with the non-ASCII byte at `p` takes.
  static int length(byte[] b, int p, int limit) throws StreamException {
    int lead = b[p] & 0xFF;
    if (lead < 0xC2 || lead > 0xF4) {
      throw Wrong.notWellFormed("not UTF-8");
    }
    int length = lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
    if (limit - p < length) {
      return INCOMPLETE;
    }
    if (length == 2) {
      require((b[p + 1] & 0xC0) == 0x80);
      return 2;
    }
    int second = b[p + 1] & 0xFF;
    require((second & 0xC0) == 0x80 && (b[p + 2] & 0xC0) == 0x80);
    if (length == 3) {
      require((lead != 0xE0 || second >= 0xA0) && (lead != 0xED || second < 0xA0));
      // U+FFFE and U+FFFF are EF BF BE and EF BF BF
      if (lead == 0xEF && second == 0xBF && (b[p + 2] & 0xFE) == 0xBE) {
        throw Wrong.notWellFormed("not an XML character");
      }
      return 3;
    }
    require((b[p + 3] & 0xC0) == 0x80);
    require((lead != 0xF0 || second >= 0x90) && (lead != 0xF4 || second < 0x90));
    return 4;
  }

  /// The code point of a character that [#length] has checked.
  static int codePoint(byte[] b, int p, int length) {
    int c = b[p] & (0xFF >> (length + 1));
    for (int i = 1; i < length; i++) {
      c = (c << 6) | (b[p + i] & 0x3F);
    }
    return c;
  }

  /// Writes a code point.
  ///
  /// @return the index behind it
  static int write(int codePoint, byte[] target, int offset) {
    int p = offset;
    if (codePoint < 0x80) {
      target[p++] = (byte) codePoint;
    } else if (codePoint < 0x800) {
      target[p++] = (byte) (0xC0 | (codePoint >> 6));
      target[p++] = following(codePoint);
    } else if (codePoint < 0x10000) {
      target[p++] = (byte) (0xE0 | (codePoint >> 12));
      target[p++] = following(codePoint >> 6);
      target[p++] = following(codePoint);
    } else {
      target[p++] = (byte) (0xF0 | (codePoint >> 18));
      target[p++] = following(codePoint >> 12);
      target[p++] = following(codePoint >> 6);
      target[p++] = following(codePoint);
    }
    return p;
  }

  private static byte following(int bits) {
    return (byte) (0x80 | (bits & 0x3F));
  }

  private static void require(boolean valid) throws StreamException {
    if (!valid) {
      throw Wrong.notWellFormed("not UTF-8");
    }
  }
}
