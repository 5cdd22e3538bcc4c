package im.viavai.xmpp;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Builds [Element]s from bytes that a [Scanner] has checked.
final class Tree {
  /// What has been checked is not measured again.
  private static final Limits ANY =
      new Limits(
          Integer.MAX_VALUE,
          Integer.MAX_VALUE,
          Integer.MAX_VALUE,
          Integer.MAX_VALUE,
          Integer.MAX_VALUE,
          Integer.MAX_VALUE,
          Integer.MAX_VALUE);

  private static final int CDATA_MARKER = "<![CDATA[".length();

  private final byte[] b;
  private final int limit;
  private final String contentNamespace;
  private final StartTag tag = new StartTag();
  private int position;

  private Tree(byte[] b, int start, int limit, String contentNamespace) {
    this.b = b;
    this.position = start;
    this.limit = limit;
    this.contentNamespace = contentNamespace;
  }

  /// Checks and builds exactly one element.
  static Element parse(byte[] xml, Limits limits) throws StreamException {
    if (xml.length > limits.stanzaBytes()) {
      throw Wrong.policy("too long");
    }
    int start = 0;
    while (start < xml.length && CharacterData.isWhitespace(xml[start])) {
      start++;
    }
    int end = check(xml, start, limits);
    for (int i = end; i < xml.length; i++) {
      if (!CharacterData.isWhitespace(xml[i])) {
        throw Wrong.notWellFormed("more than one element");
      }
    }
    return new Tree(xml, start, xml.length, "").element(Prefixes.NONE, false);
  }

  /// Checks the element at `start`.
  ///
  /// @return where it ends
  private static int check(byte[] xml, int start, Limits limits) throws StreamException {
    Scanner scanner = Scanner.borrow();
    scanner.begin(start, Prefixes.NONE, "", limits);
    if (start == xml.length || xml[start] != '<' || !scanner.scan(xml, xml.length)) {
      throw Wrong.notWellFormed("not one element");
    }
    int end = scanner.position();
    Scanner.giveBack(scanner);
    return end;
  }

  /// The name of an element that declares its namespace.
  static Name nameOf(byte[] xml) {
    StartTag tag = new StartTag();
    try {
      tag.read(xml, 0, xml.length, ANY);
    } catch (StreamException e) {
      throw new IllegalStateException("these bytes were not checked", e);
    }
    Prefixes scope = Prefixes.NONE.with(xml, tag);
    String namespace =
        tag.isPrefixed()
            ? namespace(xml, scope, tag.name, tag.local - 1)
            : scope.defaultNamespace();
    return Names.name(namespace, xml, tag.local, tag.nameEnd);
  }

  /// Builds an element that declares all it uses.
  static Element ofChecked(byte[] xml) {
    return of(xml, 0, xml.length, Prefixes.NONE);
  }

  /// Builds the element in that range.
  static Element of(byte[] b, int start, int end, Prefixes inherited) {
    return checked(new Tree(b, start, end, ""), inherited, false);
  }

  /// Builds the stanza in that range with `jabber:client` instead of the stream's content
  /// namespace: for itself and all that is in it, down to the first element of another namespace on
  /// each path.
  static Element ofStanza(byte[] b, int start, int end, Prefixes inherited, String content) {
    return checked(new Tree(b, start, end, content), inherited, true);
  }

  /// The attributes of a checked tag as an element would have them.
  static Map<String, String> attributes(byte[] b, StartTag tag, Prefixes scope) {
    List<String> pairs = pairs(b, tag, scope);
    Map<String, String> attributes = new LinkedHashMap<>();
    for (int i = 0; i < pairs.size(); i += 2) {
      attributes.put(pairs.get(i), pairs.get(i + 1));
    }
    return attributes;
  }

  private static Element checked(Tree tree, Prefixes inherited, boolean translated) {
    try {
      return tree.element(inherited, translated);
    } catch (StreamException e) {
      throw new IllegalStateException("these bytes were not checked", e);
    }
  }

  /// Builds the element at `position`. Recursion is as deep as the element, which [Limits#depth()]
  /// has bounded.
  private Element element(Prefixes outer, boolean translated) throws StreamException {
    position = tag.read(b, position, limit, ANY);
    Prefixes scope = outer.with(b, tag);
    String namespace =
        tag.isPrefixed() ? namespace(b, scope, tag.name, tag.local - 1) : scope.defaultNamespace();
    boolean translate = translated && namespace.equals(contentNamespace);
    Name name = Names.name(translate ? Namespaces.CLIENT : namespace, b, tag.local, tag.nameEnd);
    List<String> attributes = pairs(b, tag, scope);
    List<Node> content = tag.empty ? List.of() : content(scope, translate);
    return Element.of(name, attributes, content);
  }

  private static List<String> pairs(byte[] b, StartTag tag, Prefixes scope) {
    if (tag.count() == 0) {
      return List.of();
    }
    List<String> pairs = new ArrayList<>(2 * tag.count());
    for (int i = 0; i < tag.count(); i++) {
      if (!tag.isDefaultDeclaration(b, i) && !tag.isPrefixDeclaration(b, i)) {
        pairs.add(attributeName(b, tag, scope, i));
        pairs.add(tag.value(b, i));
      }
    }
    return pairs;
  }

  private static String attributeName(byte[] b, StartTag tag, Prefixes scope, int i) {
    String local = Names.text(b, tag.localOf(i), tag.nameEndOf(i));
    if (!tag.isPrefixed(i)) {
      return local;
    }
    String namespace = namespace(b, scope, tag.nameOf(i), tag.localOf(i) - 1);
    return namespace.equals(Namespaces.XML) ? "xml:" + local : "{" + namespace + "}" + local;
  }

  private static String namespace(byte[] b, Prefixes scope, int start, int end) {
    int declared = scope.find(b, start, end);
    return declared < 0 ? Namespaces.XML : scope.declarations().get(declared).namespace();
  }

  /// Builds what is between the tags, and passes the end tag.
  private List<Node> content(Prefixes scope, boolean translated) throws StreamException {
    List<Node> nodes = new ArrayList<>(2);
    while (true) {
      int end = CharacterData.text(b, position, limit, position);
      if (end > position) {
        nodes.add(new Node.Text(Escaping.unescapeText(b, position, end)));
        position = end;
      }
      switch (b[position + 1]) {
        case '/' -> {
          position = find((byte) '>') + 1;
          return nodes;
        }
        case '!' -> cdata(nodes);
        default -> nodes.add(element(scope, translated));
      }
    }
  }

  private void cdata(List<Node> nodes) {
    int start = position + CDATA_MARKER;
    position = start;
    int end = find((byte) ']');
    while (b[end + 1] != ']' || b[end + 2] != '>') {
      position = end + 1;
      end = find((byte) ']');
    }
    position = end + 3;
    String text = new String(b, start, end - start, StandardCharsets.UTF_8);
    nodes.add(new Node.Text(text.replace("\r\n", "\n").replace('\r', '\n')));
  }

  private int find(byte c) {
    int p = position;
    while (b[p] != c) {
      p++;
    }
    return p;
  }
}
