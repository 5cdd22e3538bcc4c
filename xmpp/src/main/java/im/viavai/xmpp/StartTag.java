package im.viavai.xmpp;

import java.util.Arrays;

/// One start tag as positions in the bytes it was read from: its name and attributes. Reused for
/// one tag after the other, so reading a tag allocates nothing.
final class StartTag {
  /// Answer of [#read] for a tag whose end has not come yet.
  static final int INCOMPLETE = -1;

  private static final int STRIDE = 6;
  private static final int NAME = 0;
  private static final int LOCAL = 1;
  private static final int NAME_END = 2;
  private static final int VALUE = 3;
  private static final int VALUE_END = 4; // negative (its complement): not literal
  private static final int HASH = 5;

  /// What an ASCII character may be in a name: 0 nothing, 1 a part, 2 also its start.
  private static final byte[] IN_NAME = new byte[128];

  static {
    Arrays.fill(IN_NAME, '0', '9' + 1, (byte) 1);
    Arrays.fill(IN_NAME, 'A', 'Z' + 1, (byte) 2);
    Arrays.fill(IN_NAME, 'a', 'z' + 1, (byte) 2);
    IN_NAME['-'] = 1;
    IN_NAME['.'] = 1;
    IN_NAME['_'] = 2;
  }

  private int[] attributes = new int[4 * STRIDE];
  private int count;

  /// The element's qualified name; `local` is where the part behind the colon begins.
  int name;

  int local;
  int nameEnd;

  /// Whether it is an empty-element tag.
  boolean empty;

  // What readName() found.
  private int readLocal;
  private int readHash;

  /// Reads the tag whose `<` is at `p`, and checks it except for its namespaces.
  ///
  /// @return the index behind its `>`, or [#INCOMPLETE]
  int read(byte[] b, int p, int limit, Limits limits) throws StreamException {
    count = 0;
    name = p + 1;
    int q = readName(b, name, limit, limits);
    if (q < 0) {
      return INCOMPLETE;
    }
    local = readLocal;
    nameEnd = q;
    while (true) {
      int gap = q;
      while (q < limit && CharacterData.isWhitespace(b[q])) {
        q++;
      }
      if (q == limit) {
        return INCOMPLETE;
      }
      if (b[q] == '>') {
        empty = false;
        return q + 1;
      }
      if (b[q] == '/') {
        if (q + 1 == limit) {
          return INCOMPLETE;
        }
        require(b[q + 1] == '>', "/ in a tag");
        empty = true;
        return q + 2;
      }
      require(q > gap, "no space before an attribute");
      q = readAttribute(b, q, limit, limits);
      if (q < 0) {
        return INCOMPLETE;
      }
    }
  }

  private int readAttribute(byte[] b, int p, int limit, Limits limits) throws StreamException {
    int end = readName(b, p, limit, limits);
    if (end < 0) {
      return INCOMPLETE;
    }
    int hash = readHash;
    int localPart = readLocal;
    int q = skipWhitespace(b, end, limit);
    if (q == limit) {
      return INCOMPLETE;
    }
    require(b[q] == '=', "no = behind an attribute's name");
    q = skipWhitespace(b, q + 1, limit);
    if (q == limit) {
      return INCOMPLETE;
    }
    byte quote = b[q];
    require(quote == '\'' || quote == '"', "no quote before an attribute's value");
    int close = CharacterData.value(b, q + 1, limit, quote);
    if (close == CharacterData.INCOMPLETE) {
      return INCOMPLETE;
    }
    add(b, p, localPart, end, q + 1, close, hash, limits);
    return (close < 0 ? ~close : close) + 1;
  }

  private void add(
      byte[] b, int start, int localPart, int end, int value, int close, int hash, Limits limits)
      throws StreamException {
    for (int i = 0; i < count; i++) {
      int a = i * STRIDE;
      if (attributes[a + HASH] == hash
          && Arrays.equals(b, attributes[a + NAME], attributes[a + NAME_END], b, start, end)) {
        throw Wrong.notWellFormed("an attribute twice");
      }
    }
    if (count == limits.attributes()) {
      throw Wrong.policy("too many attributes");
    }
    int a = count * STRIDE;
    if (a == attributes.length) {
      attributes = Arrays.copyOf(attributes, 2 * a);
    }
    attributes[a + NAME] = start;
    attributes[a + LOCAL] = localPart;
    attributes[a + NAME_END] = end;
    attributes[a + VALUE] = value;
    attributes[a + VALUE_END] = close;
    attributes[a + HASH] = hash;
    count++;
  }

  /// Reads a qualified name (XML namespaces §4) into `readLocal` and `readHash`.
  private int readName(byte[] b, int p, int limit, Limits limits) throws StreamException {
    int part = p;
    int hash = 0;
    int i = p;
    while (i < limit) {
      int c = b[i];
      if (c < 0) {
        int length = nameCharacter(b, i, limit, i == part);
        if (length == Utf8.INCOMPLETE) {
          return INCOMPLETE;
        }
        hash = hash * 31 + c;
        i += length;
      } else if (IN_NAME[c] == 2 || (IN_NAME[c] == 1 && i > part)) {
        hash = hash * 31 + c;
        i++;
      } else if (c == ':') {
        require(part == p && i > p, "a misplaced colon");
        hash = hash * 31 + c;
        part = ++i;
      } else {
        break;
      }
    }
    if (i - p > limits.nameBytes()) {
      throw Wrong.policy("too long a name");
    }
    if (i == limit) {
      return INCOMPLETE;
    }
    require(i > part, "no name where one has to be");
    readLocal = part;
    readHash = hash;
    return i;
  }

  private static int nameCharacter(byte[] b, int p, int limit, boolean first)
      throws StreamException {
    int length = Utf8.length(b, p, limit);
    if (length == Utf8.INCOMPLETE) {
      return length;
    }
    int c = Utf8.codePoint(b, p, length);
    require(
        first ? NameCharacters.isStart(c) : NameCharacters.isPart(c),
        "a character that no name may have");
    return length;
  }

  private static int skipWhitespace(byte[] b, int p, int limit) {
    while (p < limit && CharacterData.isWhitespace(b[p])) {
      p++;
    }
    return p;
  }

  private static void require(boolean valid, String otherwise) throws StreamException {
    if (!valid) {
      throw Wrong.notWellFormed(otherwise);
    }
  }

  /// The bytes have moved by so many.
  void shift(int by) {
    name += by;
    local += by;
    nameEnd += by;
    for (int a = 0; a < count * STRIDE; a += STRIDE) {
      attributes[a + NAME] += by;
      attributes[a + LOCAL] += by;
      attributes[a + NAME_END] += by;
      attributes[a + VALUE] += by;
      attributes[a + VALUE_END] += attributes[a + VALUE_END] < 0 ? -by : by;
    }
  }

  boolean isPrefixed() {
    return local > name;
  }

  int count() {
    return count;
  }

  int nameOf(int i) {
    return attributes[i * STRIDE + NAME];
  }

  int localOf(int i) {
    return attributes[i * STRIDE + LOCAL];
  }

  int nameEndOf(int i) {
    return attributes[i * STRIDE + NAME_END];
  }

  int valueOf(int i) {
    return attributes[i * STRIDE + VALUE];
  }

  int valueEndOf(int i) {
    int end = attributes[i * STRIDE + VALUE_END];
    return end < 0 ? ~end : end;
  }

  /// Whether the value is what its bytes say, without references and white space to be normalized.
  boolean isLiteral(int i) {
    return attributes[i * STRIDE + VALUE_END] >= 0;
  }

  boolean isPrefixed(int i) {
    return localOf(i) > nameOf(i);
  }

  /// Whether the attribute declares the default namespace.
  boolean isDefaultDeclaration(byte[] b, int i) {
    return !isPrefixed(i) && Ascii.is(b, nameOf(i), nameEndOf(i), "xmlns");
  }

  /// Whether the attribute declares a prefix.
  boolean isPrefixDeclaration(byte[] b, int i) {
    return isPrefixed(i) && Ascii.is(b, nameOf(i), localOf(i) - 1, "xmlns");
  }

  /// Whether the attribute has that name, prefix and all.
  boolean isNamed(byte[] b, int i, String qualified) {
    return Ascii.is(b, nameOf(i), nameEndOf(i), qualified);
  }

  /// The attribute's value as it is meant.
  String value(byte[] b, int i) {
    return isLiteral(i)
        ? Names.text(b, valueOf(i), valueEndOf(i))
        : Escaping.unescapeAttribute(b, valueOf(i), valueEndOf(i));
  }
}
