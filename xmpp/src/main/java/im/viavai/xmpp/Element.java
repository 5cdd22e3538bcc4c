package im.viavai.xmpp;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/// An XML element as a tree: for payloads the server itself reads or writes. What merely passes
/// through stays bytes in a [Stanza]. Immutable, any thread.
public final class Element {

  /// An empty element.
  public static Element of(Name name) {
    throw new UnsupportedOperationException();
  }

  /// An empty element.
  public static Element of(String namespace, String local) {
    throw new UnsupportedOperationException();
  }

  /// Starts an element of several parts.
  public static Builder builder(Name name) {
    throw new UnsupportedOperationException();
  }

  /// Starts an element of several parts.
  public static Builder builder(String namespace, String local) {
    throw new UnsupportedOperationException();
  }

  /// Reads exactly one element of UTF-8 text, as strictly as a stream is read, within
  /// [Limits#AFTER_LOGIN].
  public static Element parse(byte[] xml) throws StreamException {
    throw new UnsupportedOperationException();
  }

  /// Reads exactly one element, as strictly as a stream is read, within [Limits#AFTER_LOGIN].
  public static Element parse(String xml) throws StreamException {
    throw new UnsupportedOperationException();
  }

  /// Its expanded name.
  public Name name() {
    throw new UnsupportedOperationException();
  }

  /// Whether it has this namespace and local name.
  public boolean is(String namespace, String local) {
    throw new UnsupportedOperationException();
  }

  /// All attributes in document order; those in a namespace as `{namespace}local`, `xml:lang` as
  /// that.
  public Map<String, String> attributes() {
    throw new UnsupportedOperationException();
  }

  /// An attribute's value, `""` if it is absent.
  public String attribute(String name) {
    throw new UnsupportedOperationException();
  }

  /// Whether the attribute is there, be it empty.
  public boolean hasAttribute(String name) {
    throw new UnsupportedOperationException();
  }

  /// The child elements, without text.
  public List<Element> children() {
    throw new UnsupportedOperationException();
  }

  /// The child elements of that name.
  public List<Element> children(Name name) {
    throw new UnsupportedOperationException();
  }

  /// The first child element of that name.
  public Optional<Element> child(Name name) {
    throw new UnsupportedOperationException();
  }

  /// The first child element of that name.
  public Optional<Element> child(String namespace, String local) {
    throw new UnsupportedOperationException();
  }

  /// The first child element of that local name in this element's namespace.
  public Optional<Element> child(String local) {
    throw new UnsupportedOperationException();
  }

  /// The character data directly inside, joined.
  public String text() {
    throw new UnsupportedOperationException();
  }

  /// A copy with this attribute set.
  public Element with(String attribute, String value) {
    throw new UnsupportedOperationException();
  }

  /// A copy with this child added at the end.
  public Element with(Element child) {
    throw new UnsupportedOperationException();
  }

  /// A copy with this text added at the end.
  public Element withText(String text) {
    throw new UnsupportedOperationException();
  }

  /// UTF-8, to be put where `inheritedDefaultNamespace` is the default namespace: it is declared
  /// again only where it differs.
  public byte[] toBytes(String inheritedDefaultNamespace) {
    throw new UnsupportedOperationException();
  }

  /// Collects the parts of an element. One thread.
  public static final class Builder {
    Builder() {}

    /// Sets an attribute; `{namespace}local` for one in a namespace.
    public Builder attribute(String name, String value) {
      throw new UnsupportedOperationException();
    }

    /// Sets an attribute unless its value is empty.
    public Builder attributeUnlessEmpty(String name, String value) {
      throw new UnsupportedOperationException();
    }

    /// Adds a child element.
    public Builder child(Element child) {
      throw new UnsupportedOperationException();
    }

    /// Adds an element with nothing but text, in this element's namespace.
    public Builder child(String local, String text) {
      throw new UnsupportedOperationException();
    }

    /// Adds several child elements.
    public Builder children(Iterable<Element> children) {
      throw new UnsupportedOperationException();
    }

    /// Adds character data.
    public Builder text(String text) {
      throw new UnsupportedOperationException();
    }

    /// Adds an element that is already validated bytes and declares its own default namespace, such
    /// as [Stanza#embedded()]. It is written as it is.
    public Builder raw(byte[] element) {
      throw new UnsupportedOperationException();
    }

    /// The element.
    public Element build() {
      throw new UnsupportedOperationException();
    }
  }
}
