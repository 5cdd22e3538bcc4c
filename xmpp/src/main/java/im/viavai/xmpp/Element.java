package im.viavai.xmpp;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// An XML element as a tree: for payloads the server itself reads or writes. What merely passes
/// through stays bytes in a [Stanza]. Immutable, any thread.
///
/// Attributes go by their qualified name where that is unambiguous (`id`, `xml:lang`) and as
/// `{namespace}local` otherwise. Prefixes are not kept.
public final class Element implements Node {
  private static final String[] NO_ATTRIBUTES = {};

  private final Name name;
  private final String[] attributes; // name, value, name, value, ...
  private final List<Node> content;

  private Element(Name name, String[] attributes, List<Node> content) {
    this.name = name;
    this.attributes = attributes;
    this.content = content;
  }

  static Element of(Name name, List<String> attributes, List<Node> content) {
    String[] pairs = attributes.isEmpty() ? NO_ATTRIBUTES : attributes.toArray(String[]::new);
    return new Element(name, pairs, List.copyOf(content));
  }

  /// An empty element.
  public static Element of(Name name) {
    return new Element(name, NO_ATTRIBUTES, List.of());
  }

  /// An empty element.
  public static Element of(String namespace, String local) {
    return of(new Name(namespace, local));
  }

  /// Starts an element of several parts.
  public static Builder builder(Name name) {
    return new Builder(name);
  }

  /// Starts an element of several parts.
  public static Builder builder(String namespace, String local) {
    return new Builder(new Name(namespace, local));
  }

  /// Reads exactly one element of UTF-8 text, as strictly as a stream is read, within
  /// [Limits#STORED]. White space around it is allowed, an XML declaration is not.
  ///
  /// @throws StreamException what is wrong with it
  public static Element parse(byte[] xml) throws StreamException {
    return parse(xml, Limits.STORED);
  }

  /// Reads exactly one element, as strictly as a stream is read, within [Limits#STORED].
  ///
  /// @throws StreamException what is wrong with it
  public static Element parse(String xml) throws StreamException {
    return parse(xml.getBytes(StandardCharsets.UTF_8));
  }

  /// Reads exactly one element of UTF-8 text within other limits, as for what strangers send.
  ///
  /// @throws StreamException what is wrong with it
  public static Element parse(byte[] xml, Limits limits) throws StreamException {
    return Tree.parse(xml, limits);
  }

  /// Its expanded name.
  public Name name() {
    return name;
  }

  /// Whether it has this namespace and local name.
  public boolean is(String namespace, String local) {
    return name.local().equals(local) && name.namespace().equals(namespace);
  }

  /// All attributes in document order, without namespace declarations.
  public Map<String, String> attributes() {
    if (attributes.length == 0) {
      return Map.of();
    }
    Map<String, String> all = new LinkedHashMap<>();
    for (int i = 0; i < attributes.length; i += 2) {
      all.put(attributes[i], attributes[i + 1]);
    }
    return Collections.unmodifiableMap(all);
  }

  /// An attribute's value, `""` if it is absent.
  public String attribute(String attribute) {
    int i = index(attribute);
    return i < 0 ? "" : attributes[i + 1];
  }

  /// Whether the attribute is there, be it empty.
  public boolean hasAttribute(String attribute) {
    return index(attribute) >= 0;
  }

  private int index(String attribute) {
    for (int i = 0; i < attributes.length; i += 2) {
      if (attributes[i].equals(attribute)) {
        return i;
      }
    }
    return -1;
  }

  /// The child elements, without text.
  public List<Element> children() {
    List<Element> elements = new ArrayList<>(content.size());
    for (Node node : content) {
      switch (node) {
        case Element element -> elements.add(element);
        case Raw raw -> elements.add(Tree.ofChecked(raw.xml()));
        case Text _ -> {}
      }
    }
    return Collections.unmodifiableList(elements);
  }

  /// The child elements of that name.
  public List<Element> children(Name childName) {
    return children().stream().filter(child -> child.name.equals(childName)).toList();
  }

  /// The first child element of that name.
  public Optional<Element> child(Name childName) {
    return child(childName.namespace(), childName.local());
  }

  /// The first child element of that name.
  public Optional<Element> child(String namespace, String local) {
    for (Node node : content) {
      if (!(node instanceof Text)) {
        Element child = node instanceof Raw raw ? Tree.ofChecked(raw.xml()) : (Element) node;
        if (child.is(namespace, local)) {
          return Optional.of(child);
        }
      }
    }
    return Optional.empty();
  }

  /// The first child element of that local name in this element's namespace.
  public Optional<Element> child(String local) {
    return child(name.namespace(), local);
  }

  /// The character data directly inside, joined.
  public String text() {
    if (content.size() == 1 && content.getFirst() instanceof Text only) {
      return only.text();
    }
    StringBuilder text = new StringBuilder();
    for (Node node : content) {
      if (node instanceof Text part) {
        text.append(part.text());
      }
    }
    return text.toString();
  }

  /// The text of the first child of that local name in this element's namespace, `""` if there is
  /// none.
  public String childText(String local) {
    return child(local).map(Element::text).orElse("");
  }

  /// A copy with this attribute set.
  public Element with(String attribute, String value) {
    requireNoDeclaration(attribute);
    int i = index(attribute);
    String[] pairs = Arrays.copyOf(attributes, i < 0 ? attributes.length + 2 : attributes.length);
    int at = i < 0 ? attributes.length : i;
    pairs[at] = attribute;
    pairs[at + 1] = value;
    return new Element(name, pairs, content);
  }

  /// Namespaces are declared where they are needed, by [#write].
  private static void requireNoDeclaration(String attribute) {
    if (attribute.equals("xmlns") || attribute.startsWith("xmlns:")) {
      throw new IllegalArgumentException("a namespace is part of a name, not an attribute");
    }
  }

  /// A copy with this child added at the end.
  public Element with(Element child) {
    return plus(child);
  }

  /// A copy with this text added at the end.
  public Element withText(String text) {
    return plus(new Text(text));
  }

  private Element plus(Node node) {
    List<Node> nodes = new ArrayList<>(content.size() + 1);
    nodes.addAll(content);
    nodes.add(node);
    return new Element(name, attributes, List.copyOf(nodes));
  }

  /// The same element under another name, as when a payload is passed on in another namespace.
  public Element renamed(Name other) {
    return new Element(other, attributes, content);
  }

  List<Node> content() {
    return content;
  }

  /// UTF-8, to be put where `inheritedDefaultNamespace` is the default namespace: it is declared
  /// again only where it differs. Characters that XML cannot express are written as U+FFFD.
  public byte[] toBytes(String inheritedDefaultNamespace) {
    Bytes out = new Bytes(256);
    write(out, inheritedDefaultNamespace);
    return out.toArray();
  }

  void write(Bytes out, String inherited) {
    boolean reserved = name.namespace().equals(Namespaces.XML); // cannot be a default namespace
    String tag = reserved ? "xml:" + name.local() : name.local();
    out.add((byte) '<').utf8(tag);
    String inner = reserved ? inherited : name.namespace();
    if (!inner.equals(inherited)) {
      out.attribute("xmlns", inner);
    }
    writeAttributes(out);
    if (content.isEmpty()) {
      out.ascii("/>");
      return;
    }
    out.add((byte) '>');
    for (Node node : content) {
      switch (node) {
        case Element element -> element.write(out, inner);
        case Text text -> out.text(text.text());
        case Raw raw -> out.add(raw.xml());
      }
    }
    out.ascii("</").utf8(tag).add((byte) '>');
  }

  void writeAttributes(Bytes out) {
    for (int i = 0; i < attributes.length; i += 2) {
      String attribute = attributes[i];
      if (attribute.startsWith("{")) {
        int brace = attribute.lastIndexOf('}'); // a namespace may have one, a name may not
        String prefix = "ns" + i / 2;
        out.attribute("xmlns:" + prefix, attribute.substring(1, brace));
        out.attribute(prefix + ":" + attribute.substring(brace + 1), attributes[i + 1]);
      } else {
        out.attribute(attribute, attributes[i + 1]);
      }
    }
  }

  /// The element as XML, its namespace declared.
  @Override
  public String toString() {
    return new String(toBytes(""), StandardCharsets.UTF_8);
  }

  /// Whether the other is an element of the same name, attributes in any order, and content.
  @Override
  public boolean equals(Object other) {
    return other instanceof Element element
        && name.equals(element.name)
        && attributes().equals(element.attributes())
        && merged().equals(element.merged());
  }

  @Override
  public int hashCode() {
    return name.hashCode();
  }

  /// The content with raw elements read and adjacent text joined.
  private List<Node> merged() {
    List<Node> nodes = new ArrayList<>(content.size());
    for (Node node : content) {
      if (node instanceof Text text && !nodes.isEmpty() && nodes.getLast() instanceof Text before) {
        nodes.set(nodes.size() - 1, new Text(before.text() + text.text()));
      } else if (node instanceof Raw raw) {
        nodes.add(Tree.ofChecked(raw.xml()));
      } else if (!node.equals(new Text(""))) {
        nodes.add(node);
      }
    }
    return nodes;
  }

  /// Collects the parts of an element. One thread.
  public static final class Builder {
    private final Name name;
    private final List<String> attributes = new ArrayList<>();
    private final List<Node> content = new ArrayList<>();

    private Builder(Name name) {
      this.name = name;
    }

    /// Sets an attribute; `{namespace}local` for one in a namespace.
    public Builder attribute(String attribute, String value) {
      requireNoDeclaration(attribute);
      for (int i = 0; i < attributes.size(); i += 2) {
        if (attributes.get(i).equals(attribute)) {
          attributes.set(i + 1, value);
          return this;
        }
      }
      attributes.add(attribute);
      attributes.add(value);
      return this;
    }

    /// Sets an attribute unless its value is empty.
    public Builder attributeUnlessEmpty(String attribute, String value) {
      return value.isEmpty() ? this : attribute(attribute, value);
    }

    /// Adds a child element.
    public Builder child(Element child) {
      content.add(child);
      return this;
    }

    /// Adds an element with nothing but text, in this element's namespace.
    public Builder child(String local, String text) {
      return child(Element.of(name.namespace(), local).withText(text));
    }

    /// Adds several child elements.
    public Builder children(Iterable<Element> children) {
      children.forEach(content::add);
      return this;
    }

    /// Adds character data.
    public Builder text(String text) {
      content.add(new Text(text));
      return this;
    }

    /// Adds an element that is already checked bytes and declares its own default namespace, such
    /// as [Stanza#embedded()]. It is written as it is.
    public Builder raw(byte[] element) {
      content.add(new Raw(element.clone()));
      return this;
    }

    /// The element.
    public Element build() {
      return Element.of(name, attributes, content);
    }
  }
}
