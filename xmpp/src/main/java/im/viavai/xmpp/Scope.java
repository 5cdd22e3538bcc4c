package im.viavai.xmpp;

import java.util.Arrays;

/// The namespace declarations in force while a first-level element is read (XML namespaces §5, §6):
/// those on its own tags, innermost last, and behind them those of the stream header.
final class Scope {
  /// What the prefix `xml` resolves to.
  private static final int XML = -1;

  /// Everything below is a declaration of the stream header.
  private static final int HEADER = -2;

  private int[] prefix = new int[8];
  private int[] prefixEnd = new int[8];
  private int[] value = new int[8];
  private int[] valueEnd = new int[8]; // negative (its complement): not literal
  private int count;

  private Prefixes header = Prefixes.NONE;
  private long used;

  /// Begins a first-level element within that stream.
  void begin(Prefixes streamHeader) {
    count = 0;
    used = 0;
    header = streamHeader;
  }

  /// How many declarations there are; [#leave] goes back to it.
  int mark() {
    return count;
  }

  void leave(int mark) {
    count = mark;
  }

  /// Takes over the declarations of a tag and checks them, then checks that all its prefixes are
  /// declared and that no two of its attributes are the same.
  void enter(byte[] b, StartTag tag, Limits limits) throws StreamException {
    int prefixed = 0;
    for (int i = 0; i < tag.count(); i++) {
      if (tag.isPrefixed(i)) {
        if (tag.isPrefixDeclaration(b, i)) {
          declare(b, tag, i, limits);
        } else {
          prefixed++;
        }
      } else if (tag.isDefaultDeclaration(b, i)) {
        declare(b, tag, i, limits);
      }
    }
    if (prefixed > 0) {
      checkAttributes(b, tag);
    }
  }

  private void declare(byte[] b, StartTag tag, int i, Limits limits) throws StreamException {
    if (count == limits.namespaces()) {
      throw Wrong.policy("too many namespaces");
    }
    boolean isDefault = !tag.isPrefixed(i);
    int start = isDefault ? tag.nameEndOf(i) : tag.localOf(i);
    int end = tag.nameEndOf(i);
    String reserved = reserved(b, tag, i);
    if (isDefault) {
      require(reserved.isEmpty(), "a reserved namespace as the default");
    } else {
      require(!Ascii.is(b, start, end, "xmlns"), "xmlns declared as a prefix");
      require(tag.valueOf(i) < tag.valueEndOf(i), "a prefix for no namespace");
      require(
          Ascii.is(b, start, end, "xml") == reserved.equals(Namespaces.XML)
              && !reserved.equals(Namespaces.XMLNS),
          "a reserved prefix or namespace");
    }
    if (count == prefix.length) {
      prefix = Arrays.copyOf(prefix, 2 * count);
      prefixEnd = Arrays.copyOf(prefixEnd, 2 * count);
      value = Arrays.copyOf(value, 2 * count);
      valueEnd = Arrays.copyOf(valueEnd, 2 * count);
    }
    prefix[count] = start;
    prefixEnd[count] = end;
    value[count] = tag.valueOf(i);
    valueEnd[count] = tag.isLiteral(i) ? tag.valueEndOf(i) : ~tag.valueEndOf(i);
    count++;
  }

  /// Which of the two reserved namespaces the declaration names, `""` if none of them.
  private static String reserved(byte[] b, StartTag tag, int i) {
    if (!tag.isLiteral(i)) {
      String namespace = tag.value(b, i);
      return namespace.equals(Namespaces.XML) || namespace.equals(Namespaces.XMLNS)
          ? namespace
          : "";
    }
    if (Ascii.is(b, tag.valueOf(i), tag.valueEndOf(i), Namespaces.XML)) {
      return Namespaces.XML;
    }
    return Ascii.is(b, tag.valueOf(i), tag.valueEndOf(i), Namespaces.XMLNS) ? Namespaces.XMLNS : "";
  }

  private void checkAttributes(byte[] b, StartTag tag) throws StreamException {
    for (int i = 0; i < tag.count(); i++) {
      if (!tag.isPrefixed(i) || tag.isPrefixDeclaration(b, i)) {
        continue;
      }
      int mine = resolve(b, tag.nameOf(i), tag.localOf(i) - 1);
      for (int k = 0; k < i; k++) {
        if (tag.isPrefixed(k)
            && !tag.isPrefixDeclaration(b, k)
            && Arrays.equals(
                b, tag.localOf(i), tag.nameEndOf(i), b, tag.localOf(k), tag.nameEndOf(k))) {
          int other = resolve(b, tag.nameOf(k), tag.localOf(k) - 1);
          require(
              !namespace(b, mine).equals(namespace(b, other)), "an attribute twice in a namespace");
        }
      }
    }
  }

  /// The namespace of a tag's element. Its declarations have been entered.
  String namespaceOf(byte[] b, StartTag tag) throws StreamException {
    return tag.isPrefixed()
        ? namespace(b, resolve(b, tag.name, tag.local - 1))
        : defaultNamespace(b);
  }

  /// Checks a prefix without asking what it stands for.
  void check(byte[] b, StartTag tag) throws StreamException {
    if (tag.isPrefixed()) {
      resolve(b, tag.name, tag.local - 1);
    }
  }

  private String defaultNamespace(byte[] b) {
    for (int i = count - 1; i >= 0; i--) {
      if (prefix[i] == prefixEnd[i]) {
        return namespace(b, i);
      }
    }
    return header.defaultNamespace();
  }

  private int resolve(byte[] b, int start, int end) throws StreamException {
    for (int i = count - 1; i >= 0; i--) {
      if (prefixEnd[i] > prefix[i] && Arrays.equals(b, prefix[i], prefixEnd[i], b, start, end)) {
        return i;
      }
    }
    if (Ascii.is(b, start, end, "xml")) {
      return XML;
    }
    int declared = header.find(b, start, end);
    require(declared >= 0, "an undeclared prefix");
    used |= 1L << declared;
    return HEADER - declared;
  }

  private String namespace(byte[] b, int resolved) {
    if (resolved == XML) {
      return Namespaces.XML;
    }
    if (resolved <= HEADER) {
      return header.declarations().get(HEADER - resolved).namespace();
    }
    return valueEnd[resolved] >= 0
        ? Names.text(b, value[resolved], valueEnd[resolved])
        : Escaping.unescapeAttribute(b, value[resolved], ~valueEnd[resolved]);
  }

  /// Whether the declarations entered since the mark include a default namespace.
  boolean declaresDefault(int mark) {
    for (int i = mark; i < count; i++) {
      if (prefix[i] == prefixEnd[i]) {
        return true;
      }
    }
    return false;
  }

  /// Whether the tag's element is in that namespace, or it declares it as the default. Its
  /// declarations were entered since the mark.
  boolean touches(byte[] b, StartTag tag, int mark, String namespace) throws StreamException {
    if (tag.isPrefixed() && namespace(b, resolve(b, tag.name, tag.local - 1)).equals(namespace)) {
      return true;
    }
    for (int i = mark; i < count; i++) {
      if (prefix[i] == prefixEnd[i]
          && (valueEnd[i] < 0
              ? namespace(b, i).equals(namespace)
              : Ascii.is(b, value[i], valueEnd[i], namespace))) {
        return true;
      }
    }
    return false;
  }

  /// Which of the stream header's declarations the element used, as bits.
  long used() {
    return used;
  }

  /// The bytes have moved by so many.
  void shift(int by) {
    for (int i = 0; i < count; i++) {
      prefix[i] += by;
      prefixEnd[i] += by;
      value[i] += by;
      valueEnd[i] += valueEnd[i] < 0 ? -by : by;
    }
  }

  private static void require(boolean valid, String otherwise) throws StreamException {
    if (!valid) {
      throw Wrong.notWellFormed(otherwise);
    }
  }
}
