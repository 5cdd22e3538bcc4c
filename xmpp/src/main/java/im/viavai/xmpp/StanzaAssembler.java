package im.viavai.xmpp;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Makes stanzas of what a [Scanner] has checked. Keeps the last two addresses, since a
/// conversation names the same ones again and again. One thread.
final class StanzaAssembler {
  /// The values of `type` that RFC 6121 §4.7.1, §5.2.2 and RFC 6120 §8.2.3 know.
  private static final List<String> TYPES =
      List.of(
          "chat",
          "get",
          "set",
          "result",
          "error",
          "groupchat",
          "normal",
          "headline",
          "unavailable",
          "subscribe",
          "subscribed",
          "unsubscribe",
          "unsubscribed",
          "probe");

  private static final byte[] NOTHING = {};
  private static final byte[] ID = {' ', 'i', 'd', '='};

  private @Nullable Jid lastFrom;
  private @Nullable Jid lastTo;

  // Of the stanza being made.
  private @Nullable Jid from;
  private @Nullable Jid to;
  private boolean malformed;
  private String type = "";
  private String lang = "";
  private int id;

  /// Reads bytes of ours.
  static Stanza trusted(byte[] embedded) {
    Scanner scanner = Scanner.borrow();
    scanner.begin(0, Prefixes.NONE, Namespaces.CLIENT, Limits.STORED);
    try {
      if (embedded.length == 0
          || embedded[0] != '<'
          || !scanner.scan(embedded, embedded.length)
          || scanner.position() != embedded.length
          || scanner.kind() == null) {
        throw new IllegalArgumentException("not a stanza of ours");
      }
    } catch (StreamException e) {
      throw new IllegalArgumentException("not a stanza of ours", e);
    }
    StanzaAssembler assembler = new StanzaAssembler();
    Stanza stanza = assembler.assemble(embedded, scanner, Prefixes.NONE, Namespaces.CLIENT, "");
    if (assembler.isMalformed()) {
      throw new IllegalArgumentException("not a stanza of ours: an address is none");
    }
    Scanner.giveBack(scanner);
    return stanza;
  }

  /// Whether the last stanza had a `to` or `from` that is no address.
  boolean isMalformed() {
    return malformed;
  }

  /// Makes the stanza the scanner has just gone through.
  ///
  /// @param streamLang the stream's `xml:lang`, for stanzas that have none
  Stanza assemble(
      byte[] b, Scanner scanner, Prefixes header, String contentNamespace, String streamLang) {
    StartTag root = scanner.root;
    lang = streamLang;
    int others = readAttributes(b, root);
    if (!scanner.isCanonical()) {
      return canonical(b, scanner, header, contentNamespace);
    }
    long used = scanner.usedPrefixes();
    byte[] declarations = used == 0 ? NOTHING : redeclared(header, used);
    int declared = declarations.length;
    int idLength = id < 0 ? 0 : ID.length + root.valueEndOf(id) - root.valueOf(id) + 2;
    int content = others + declared + idLength;
    int length = scanner.contentEnd() - scanner.contentStart();
    byte[] bytes = new byte[content + length];
    int p = 0;
    if (others > 0) {
      p = copyOthers(b, root, bytes);
    }
    System.arraycopy(declarations, 0, bytes, p, declared);
    p += declared;
    if (id >= 0) {
      System.arraycopy(ID, 0, bytes, p, ID.length);
      System.arraycopy(b, root.valueOf(id) - 1, bytes, p + ID.length, idLength - ID.length);
    }
    System.arraycopy(b, scanner.contentStart(), bytes, content, length);
    return new Stanza(
        kind(scanner),
        from,
        to,
        type,
        lang,
        bytes,
        others + declared,
        content,
        scanner.children(content - scanner.contentStart()));
  }

  /// Finds the attributes that are fields of a stanza.
  ///
  /// @return how many bytes the others take, each with a space in front
  private int readAttributes(byte[] b, StartTag root) {
    from = null;
    to = null;
    malformed = false;
    type = "";
    id = -1;
    int others = 0;
    for (int i = 0; i < root.count(); i++) {
      switch (field(b, root, i)) {
        case FROM -> {
          from = address(b, root, i, lastFrom);
          lastFrom = from;
        }
        case TO -> {
          to = address(b, root, i, lastTo);
          lastTo = to;
        }
        case ID -> id = i;
        case TYPE -> type = type(b, root, i);
        case LANG -> lang = root.value(b, i);
        case NAMESPACE -> {}
        case OTHER -> others += 1 + root.valueEndOf(i) + 1 - root.nameOf(i);
      }
    }
    return others;
  }

  private enum Field {
    FROM,
    TO,
    ID,
    TYPE,
    LANG,
    NAMESPACE,
    OTHER
  }

  private static Field field(byte[] b, StartTag root, int i) {
    int name = root.nameOf(i);
    return switch (root.nameEndOf(i) - name) {
      case 2 ->
          b[name] == 't' && b[name + 1] == 'o'
              ? Field.TO
              : b[name] == 'i' && b[name + 1] == 'd' ? Field.ID : Field.OTHER;
      case 4 ->
          root.isNamed(b, i, "from")
              ? Field.FROM
              : root.isNamed(b, i, "type") ? Field.TYPE : Field.OTHER;
      case 5 -> root.isNamed(b, i, "xmlns") ? Field.NAMESPACE : Field.OTHER;
      case 8 -> root.isNamed(b, i, "xml:lang") ? Field.LANG : Field.OTHER;
      default -> Field.OTHER;
    };
  }

  private @Nullable Jid address(byte[] b, StartTag root, int i, @Nullable Jid last) {
    if (last != null) {
      byte[] wire = last.wire();
      if (Arrays.equals(b, root.valueOf(i), root.valueEndOf(i), wire, 0, wire.length)) {
        return last;
      }
    }
    Optional<Jid> address = Jid.parse(root.value(b, i));
    malformed |= address.isEmpty();
    return address.orElse(null);
  }

  private static String type(byte[] b, StartTag root, int i) {
    for (String known : TYPES) {
      if (Ascii.is(b, root.valueOf(i), root.valueEndOf(i), known)) {
        return known;
      }
    }
    return root.value(b, i);
  }

  private static int copyOthers(byte[] b, StartTag root, byte[] target) {
    int p = 0;
    for (int i = 0; i < root.count(); i++) {
      if (field(b, root, i) == Field.OTHER) {
        int length = root.valueEndOf(i) + 1 - root.nameOf(i);
        target[p] = ' ';
        System.arraycopy(b, root.nameOf(i), target, p + 1, length);
        p += 1 + length;
      }
    }
    return p;
  }

  /// The stream header's declarations that the stanza uses, to stand on its root.
  private static byte[] redeclared(Prefixes header, long used) {
    Bytes out = new Bytes(64);
    for (int i = 0; i < header.declarations().size(); i++) {
      if ((used & 1L << i) != 0) {
        Prefixes.Declaration declaration = header.declarations().get(i);
        out.attribute("xmlns:" + declaration.prefix(), declaration.namespace());
      }
    }
    return out.toArray();
  }

  /// The slow way, for a stanza that writes its content namespace in an unusual way: it is built as
  /// a tree and written in the usual way.
  private Stanza canonical(byte[] b, Scanner scanner, Prefixes header, String contentNamespace) {
    Element tree = Tree.ofStanza(b, scanner.start(), scanner.position(), header, contentNamespace);
    Element.Builder root = Element.builder(tree.name());
    tree.attributes()
        .forEach((name, value) -> {
          if (!List.of("from", "to", "id", "type", "xml:lang").contains(name)) {
            root.attribute(name, value);
          }
        });
    Stanza.Builder stanza = new Stanza.Builder(kind(scanner), root.build());
    tree.content().forEach(stanza::add);
    return stanza.from(from).to(to).id(tree.attribute("id")).type(type).lang(lang).build();
  }

  private static Stanza.Kind kind(Scanner scanner) {
    Stanza.Kind kind = scanner.kind();
    if (kind == null) {
      throw new IllegalStateException("not a stanza");
    }
    return kind;
  }
}
