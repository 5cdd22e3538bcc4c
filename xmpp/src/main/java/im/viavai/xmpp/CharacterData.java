package im.viavai.xmpp;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/// Runs over text and attribute values eight bytes at a time and checks them: UTF-8, XML
/// characters, references, `]]>` (XML 1.0 §2.2, §2.4, §4.1).
final class CharacterData {
  /// Answer of [#value] for a value whose end has not come yet.
  static final int INCOMPLETE = Integer.MIN_VALUE;

  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long ONES = 0x0101_0101_0101_0101L;
  private static final long HIGHS = 0x8080_8080_8080_8080L;
  private static final long SPACES = ONES * 0x20;

  /// `&#x10FFFF;` and a few leading zeros; a longer reference is refused, so that none is read
  /// again and again.
  private static final int LONGEST_REFERENCE = 16;

  private CharacterData() {}

  /// Runs over text from `p`.
  ///
  /// @param run where this run of text began, for `]]>`
  /// @return the index of the next `<`, or, if it has not come, of the first byte that is not yet
  ///   checked
  static int text(byte[] b, int p, int limit, int run) throws StreamException {
    while (true) {
      p = skipText(b, p, limit);
      if (p >= limit) {
        return limit;
      }
      byte c = b[p];
      if (c < 0) {
        int next = nonAscii(b, p, limit);
        if (next == p) {
          return p;
        }
        p = next;
      } else if (c == '<') {
        return p;
      } else if (c == '&') {
        int end = reference(b, p, limit);
        if (end < 0) {
          return p;
        }
        p = end;
      } else if (c == '>') {
        if (p - run >= 2 && b[p - 1] == ']' && b[p - 2] == ']') {
          throw Wrong.notWellFormed("]]> in text");
        }
        p++;
      } else {
        requireWhitespace(c);
        p++;
      }
    }
  }

  /// Runs over a CDATA section from `p`.
  ///
  /// @return the index of the next `]`, or, if it has not come, of the first byte that is not yet
  ///   checked
  static int cdata(byte[] b, int p, int limit) throws StreamException {
    while (p < limit && b[p] != ']') {
      if (b[p] < 0) {
        int next = nonAscii(b, p, limit);
        if (next == p) {
          return p;
        }
        p = next;
      } else {
        if (b[p] < 0x20) {
          requireWhitespace(b[p]);
        }
        p++;
      }
    }
    return p;
  }

  /// Runs over an attribute's value, which begins at `p`.
  ///
  /// @return the index of the closing quote; its complement (`~`) if the value is not to be taken
  ///   literally because it holds a reference or white space to be normalized; or [#INCOMPLETE]
  static int value(byte[] b, int p, int limit, byte quote) throws StreamException {
    long quotes = ONES * quote;
    boolean literal = true;
    while (true) {
      p = skipValue(b, p, limit, quotes);
      if (p >= limit) {
        return INCOMPLETE;
      }
      byte c = b[p];
      if (c == quote) {
        return literal ? p : ~p;
      }
      if (c < 0) {
        int next = nonAscii(b, p, limit);
        if (next == p) {
          return INCOMPLETE;
        }
        p = next;
      } else if (c == '&') {
        literal = false;
        int end = reference(b, p, limit);
        if (end < 0) {
          return INCOMPLETE;
        }
        p = end;
      } else if (c < 0x20) {
        literal = false;
        requireWhitespace(c);
        p++;
      } else {
        throw Wrong.notWellFormed("< in an attribute");
      }
    }
  }

  /// The first byte from `p` that text must look at: `<`, `>`, `&`, a control character or the
  /// start of a non-ASCII character.
  private static int skipText(byte[] b, int p, int limit) {
    while (p + 8 <= limit) {
      long w = (long) LONG.get(b, p);
      // '<' and '>' differ in bit 1 only
      long special = zeros((w & ~(ONES << 1)) ^ (ONES * '<')) | zeros(w ^ (ONES * '&')) | others(w);
      special &= HIGHS;
      if (special != 0) {
        return p + (Long.numberOfTrailingZeros(special) >>> 3);
      }
      p += 8;
    }
    while (p < limit && b[p] >= 0x20 && b[p] != '<' && b[p] != '>' && b[p] != '&') {
      p++;
    }
    return p;
  }

  /// The same for an attribute's value: the quote, `<`, `&`, a control character or non-ASCII.
  private static int skipValue(byte[] b, int p, int limit, long quotes) {
    byte quote = (byte) quotes;
    while (p + 8 <= limit) {
      long w = (long) LONG.get(b, p);
      long special =
          zeros(w ^ (ONES * '<')) | zeros(w ^ (ONES * '&')) | zeros(w ^ quotes) | others(w);
      special &= HIGHS;
      if (special != 0) {
        return p + (Long.numberOfTrailingZeros(special) >>> 3);
      }
      p += 8;
    }
    while (p < limit && b[p] >= 0x20 && b[p] != '<' && b[p] != quote && b[p] != '&') {
      p++;
    }
    return p;
  }

  /// Sets the high bit of bytes that are zero. Of the bytes above the lowest such one it may set
  /// more.
  private static long zeros(long w) {
    return (w - ONES) & ~w;
  }

  /// Sets the high bit of bytes below 0x20 or above 0x7F, with the same reservation.
  private static long others(long w) {
    return ((w - SPACES) & ~w) | w;
  }

  /// Runs over non-ASCII characters; returns `p` if the first is incomplete.
  private static int nonAscii(byte[] b, int p, int limit) throws StreamException {
    while (p < limit && b[p] < 0) {
      int length = Utf8.length(b, p, limit);
      if (length == Utf8.INCOMPLETE) {
        return p;
      }
      p += length;
    }
    return p;
  }

  /// Checks the reference at `p`.
  ///
  /// @return the index behind its `;`, or -1 if that has not come
  private static int reference(byte[] b, int p, int limit) throws StreamException {
    int longest = Math.min(limit, p + LONGEST_REFERENCE);
    for (int end = p + 1; end < longest; end++) {
      byte c = b[end];
      if (c == ';') {
        resolve(b, p, end);
        return end + 1;
      }
      // The first characters of names beyond ASCII are left to resolve(), which knows none of them.
      boolean possible =
          c < 0
              || Character.isLetterOrDigit(c)
              || c == '#'
              || c == '.'
              || c == '-'
              || c == '_'
              || c == ':';
      if (!possible) {
        throw Wrong.notWellFormed("& without a reference");
      }
    }
    if (longest - p == LONGEST_REFERENCE) {
      throw Wrong.restricted("unknown or overlong reference");
    }
    return -1;
  }

  /// The character a complete reference stands for, `&` being at `p` and `;` at `end`.
  static int resolve(byte[] b, int p, int end) throws StreamException {
    if (b[p + 1] == '#') {
      return numeric(b, p + 2, end);
    }
    switch (end - p - 1) {
      case 2 -> {
        if (b[p + 2] == 't' && b[p + 1] == 'l') {
          return '<';
        }
        if (b[p + 2] == 't' && b[p + 1] == 'g') {
          return '>';
        }
      }
      case 3 -> {
        if (b[p + 1] == 'a' && b[p + 2] == 'm' && b[p + 3] == 'p') {
          return '&';
        }
      }
      case 4 -> {
        if (b[p + 1] == 'q' && b[p + 2] == 'u' && b[p + 3] == 'o' && b[p + 4] == 't') {
          return '"';
        }
        if (b[p + 1] == 'a' && b[p + 2] == 'p' && b[p + 3] == 'o' && b[p + 4] == 's') {
          return '\'';
        }
      }
      case 0 -> throw Wrong.notWellFormed("& without a reference");
      default -> {}
    }
    throw Wrong.restricted("an entity other than the five of XML");
  }

  private static int numeric(byte[] b, int p, int end) throws StreamException {
    int radix = 10;
    if (p < end && b[p] == 'x') {
      radix = 16;
      p++;
    }
    long value = 0;
    for (int i = p; i < end; i++) {
      int digit = b[i] < 0 ? -1 : Character.digit(b[i], radix);
      if (digit < 0) {
        throw Wrong.notWellFormed("not a character reference");
      }
      value = Math.min(value * radix + digit, Character.MAX_CODE_POINT + 1);
    }
    if (p == end || !isCharacter((int) value)) {
      throw Wrong.notWellFormed("not an XML character");
    }
    return (int) value;
  }

  /// Whether XML 1.0 §2.2 allows the code point.
  static boolean isCharacter(int c) {
    return (c >= 0x20 && c < 0xD800)
        || (c > 0xDFFF && c < 0xFFFE)
        || (c > 0xFFFF && c <= Character.MAX_CODE_POINT)
        || c == '\t'
        || c == '\n'
        || c == '\r';
  }

  static boolean isWhitespace(byte c) {
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
  }

  private static void requireWhitespace(byte c) throws StreamException {
    if (!isWhitespace(c)) {
      throw Wrong.notWellFormed("a control character");
    }
  }
}
