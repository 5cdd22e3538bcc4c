package im.viavai.xmpp;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// A message, presence or iq (RFC 6120 §8): its addresses, an index of its children, and otherwise the checked bytes
/// that came. Re-addressing shares those bytes. Immutable, any thread.
///
///     bytes:  other root attributes   ` id='...'`   content
///             0                       idStart       contentStart    length
///
/// The bytes say what they say wherever `jabber:client` is the default namespace, or `jabber:server` on a stream
/// between servers: they use no prefix that they do not declare.
public final class Stanza {

  /// The three kinds.
  public enum Kind {
    MESSAGE("message"),
    PRESENCE("presence"),
    IQ("iq");

    private final String local;

    Kind(String local) {
      this.local = local;
    }

    /// The element's local name.
    public String local() {
      return local;
    }
  }

  /// Where a child is: its name, and a byte range that means something to its own stanza only.
  public record Child(Name name, int start, int end) {
    Child moved(int by) {
      return new Child(name, start + by, end + by);
    }
  }

  static final List<Kind> KINDS = List.of(Kind.MESSAGE, Kind.PRESENCE, Kind.IQ);
  static final Child[] NO_CHILDREN = {};

  private static final int ID_PREFIX = " id='".length();

  private final Kind kind;
  private final @Nullable Jid from;
  private final @Nullable Jid to;
  private final String type;
  private final String lang;
  final byte[] bytes;
  private final int idStart;
  final int contentStart;
  private final Child[] children;

  // Made when first asked for; two threads may make it twice, which does no harm.
  private @Nullable String id;

  Stanza(
      Kind kind,
      @Nullable Jid from,
      @Nullable Jid to,
      String type,
      String lang,
      byte[] bytes,
      int idStart,
      int contentStart,
      Child[] children) {
    this.kind = kind;
    this.from = from;
    this.to = to;
    this.type = type;
    this.lang = lang;
    this.bytes = bytes;
    this.idStart = idStart;
    this.contentStart = contentStart;
    this.children = children;
  }

  /// Starts a message.
  public static Builder message() {
    return new Builder(Kind.MESSAGE);
  }

  /// Starts a presence.
  public static Builder presence() {
    return new Builder(Kind.PRESENCE);
  }

  /// Starts an iq.
  public static Builder iq() {
    return new Builder(Kind.IQ);
  }

  /// Reads what [#embedded()] wrote, whatever its size.
  ///
  /// @throws IllegalArgumentException if that did not write it
  public static Stanza parse(byte[] embedded) {
    return StanzaAssembler.trusted(embedded);
  }

  /// Message, presence or iq.
  public Kind kind() {
    return kind;
  }

  /// The `id`, `""` if there is none.
  public String id() {
    String made = id;
    if (made == null) {
      made =
          contentStart == idStart
              ? ""
              : Escaping.unescapeAttribute(bytes, idStart + ID_PREFIX, contentStart - 1);
      id = made;
    }
    return made;
  }

  /// The `type`, `""` if there is none.
  public String type() {
    return type;
  }

  /// The `xml:lang`, its own or else its stream's, `""` if there is none.
  public String lang() {
    return lang;
  }

  /// The sender. On what a client sends it is the client's claim until the session stamps it.
  public @Nullable Jid from() {
    return from;
  }

  /// The recipient; null means the sender's own account or server.
  public @Nullable Jid to() {
    return to;
  }

  /// Whether the `type` is `error`, so that it must not be answered with an error.
  public boolean isError() {
    return type.equals("error");
  }

  /// Whether it is an iq of type `get` or `set`, so that it must be answered.
  public boolean isRequest() {
    return kind == Kind.IQ && (type.equals("get") || type.equals("set"));
  }

  /// The direct children in document order.
  public List<Child> children() {
    return Collections.unmodifiableList(Arrays.asList(children));
  }

  /// Whether there is a direct child of that name.
  public boolean has(Name name) {
    return find(name) != null;
  }

  /// The first direct child of that name.
  public Optional<Child> child(Name name) {
    return Optional.ofNullable(find(name));
  }

  private @Nullable Child find(Name name) {
    for (Child child : children) {
      if (child.name.equals(name)) {
        return child;
      }
    }
    return null;
  }

  /// The first direct child: of an iq its payload.
  public Optional<Child> payload() {
    return children.length == 0 ? Optional.empty() : Optional.of(children[0]);
  }

  /// The first direct child of that name as a tree, built now.
  public Optional<Element> element(Name name) {
    return child(name).map(this::element);
  }

  /// This child as a tree, built now.
  public Element element(Child child) {
    return Tree.of(bytes, child.start, child.end, prefixes());
  }

  /// The text of the child of that local name in `jabber:client`, such as `body`; `""` if there is
  /// none.
  public String text(String local) {
    return element(new Name(Namespaces.CLIENT, local)).map(Element::text).orElse("");
  }

  /// What the root's own attributes declare.
  private Prefixes prefixes() {
    Prefixes content = new Prefixes(Namespaces.CLIENT, List.of());
    return idStart == 0 ? content : content.with(rootTag(), readRoot());
  }

  private byte[] rootTag() {
    return new Bytes(idStart + 3).ascii("<x").add(bytes, 0, idStart).add((byte) '>').toArray();
  }

  private StartTag readRoot() {
    StartTag tag = new StartTag();
    byte[] b = rootTag();
    try {
      tag.read(b, 0, b.length, Limits.STORED);
    } catch (StreamException e) {
      throw new IllegalStateException("these bytes were not checked", e);
    }
    return tag;
  }

  /// With another sender, or none.
  public Stanza withFrom(@Nullable Jid other) {
    return withAddresses(other, to);
  }

  /// With another recipient, or none.
  public Stanza withTo(@Nullable Jid other) {
    return withAddresses(from, other);
  }

  /// With another sender and recipient, or none.
  public Stanza withAddresses(@Nullable Jid otherFrom, @Nullable Jid otherTo) {
    return new Stanza(kind, otherFrom, otherTo, type, lang, bytes, idStart, contentStart, children);
  }

  /// With another `type`; `""` removes it.
  public Stanza withType(String other) {
    return new Stanza(kind, from, to, other, lang, bytes, idStart, contentStart, children);
  }

  /// With another `id`; `""` removes it.
  public Stanza withId(String other) {
    Bytes out = new Bytes(bytes.length + other.length() + 8).add(bytes, 0, idStart);
    if (!other.isEmpty()) {
      out.attribute("id", other);
    }
    int content = out.length();
    out.add(bytes, contentStart, bytes.length);
    return new Stanza(
        kind, from, to, type, lang, out.toArray(), idStart, content, moved(content - contentStart));
  }

  private Child[] moved(int by) {
    Child[] moved = children.clone();
    for (int i = 0; i < moved.length; i++) {
      moved[i] = moved[i].moved(by);
    }
    return moved;
  }

  /// With one more child at the end.
  public Stanza plus(Element child) {
    return plus(child.name(), child.toBytes(Namespaces.CLIENT));
  }

  /// With one more child at the end: checked bytes that declare their own default namespace, as
  /// [#embedded()] does.
  public Stanza plus(byte[] child) {
    return plus(Tree.nameOf(child), child);
  }

  /// The same, where the caller knows the child's name: the bytes are only copied.
  public Stanza plus(Name name, byte[] child) {
    byte[] longer = Arrays.copyOf(bytes, bytes.length + child.length);
    System.arraycopy(child, 0, longer, bytes.length, child.length);
    Child[] more = Arrays.copyOf(children, children.length + 1);
    more[children.length] = new Child(name, bytes.length, longer.length);
    return new Stanza(kind, from, to, type, lang, longer, idStart, contentStart, more);
  }

  /// Without the direct children that match.
  public Stanza without(Predicate<Child> unwanted) {
    List<Child> kept = new ArrayList<>(children.length);
    Bytes out = new Bytes(bytes.length);
    int copied = 0;
    int removed = 0;
    for (Child child : children) {
      if (unwanted.test(child)) {
        out.add(bytes, copied, child.start);
        copied = child.end;
        removed += child.end - child.start;
      } else {
        kept.add(child.moved(-removed));
      }
    }
    if (removed == 0) {
      return this;
    }
    out.add(bytes, copied, bytes.length);
    return new Stanza(
        kind,
        from,
        to,
        type,
        lang,
        out.toArray(),
        idStart,
        contentStart,
        kept.toArray(Child[]::new));
  }

  /// The empty iq of type `result` that answers this one.
  public Stanza result() {
    return answer("result");
  }

  /// The iq of type `result` that answers this one with a payload.
  public Stanza result(Element payload) {
    return answer("result").plus(payload);
  }

  /// The error that answers this stanza (RFC 6120 §8.3.1): addresses swapped, same kind and id, no
  /// payload echoed.
  ///
  /// @throws IllegalStateException if this is an error itself: check [#isError()]
  public Stanza error(StanzaError error) {
    if (isError()) {
      throw new IllegalStateException("an error is never answered with an error");
    }
    return answer("error").plus(error.toElement());
  }

  private Stanza answer(String answerType) {
    byte[] onlyId = Arrays.copyOfRange(bytes, idStart, contentStart);
    return new Stanza(kind, to, from, answerType, "", onlyId, 0, onlyId.length, NO_CHILDREN);
  }

  /// How many bytes [#writeTo] writes.
  public int size() {
    return StanzaWriter.size(this);
  }

  /// Writes it as it goes into a stream whose default namespace is the content namespace.
  ///
  /// @return how many bytes were written, which is [#size()]
  public int writeTo(byte[] target, int offset) {
    return StanzaWriter.write(this, target, offset, StanzaWriter.NO_DECLARATION);
  }

  /// What [#writeTo] writes.
  public byte[] toBytes() {
    byte[] target = new byte[size()];
    writeTo(target, 0);
    return target;
  }

  /// The stanza with `xmlns='jabber:client'` on its root: for forwarding, archiving and WebSocket.
  public byte[] embedded() {
    byte[] target = new byte[size() + StanzaWriter.DECLARATION.length];
    StanzaWriter.write(this, target, 0, StanzaWriter.DECLARATION);
    return target;
  }

  /// The stanza as XML.
  @Override
  public String toString() {
    return new String(toBytes(), StandardCharsets.UTF_8);
  }

  /// Collects the parts of a stanza. One thread.
  public static final class Builder {
    private final Kind kind;
    private final List<Child> children = new ArrayList<>(2);
    private final Bytes others = new Bytes(32);
    private final Bytes content = new Bytes(256);
    private @Nullable Jid from;
    private @Nullable Jid to;
    private String id = "";
    private String type = "";
    private String lang = "";

    private Builder(Kind kind) {
      this(kind, Element.of(Namespaces.CLIENT, kind.local));
    }

    /// Starts with what attributes that element has.
    Builder(Kind kind, Element root) {
      this.kind = kind;
      root.writeAttributes(others);
    }

    /// Sets the sender.
    public Builder from(@Nullable Jid sender) {
      from = sender;
      return this;
    }

    /// Sets the recipient.
    public Builder to(@Nullable Jid recipient) {
      to = recipient;
      return this;
    }

    /// Sets the `id`, which an iq must have.
    public Builder id(String value) {
      id = value;
      return this;
    }

    /// Sets the `type`.
    public Builder type(String value) {
      type = value;
      return this;
    }

    /// Sets the `xml:lang`.
    public Builder lang(String value) {
      lang = value;
      return this;
    }

    /// Adds a child.
    public Builder child(Element child) {
      int start = content.length();
      child.write(content, Namespaces.CLIENT);
      children.add(new Child(child.name(), start, content.length()));
      return this;
    }

    /// Adds a child in the namespace `jabber:client` with nothing but text, such as a `body`.
    public Builder child(String local, String text) {
      return child(Element.of(Namespaces.CLIENT, local).withText(text));
    }

    void add(Node node) {
      switch (node) {
        case Element child -> child(child);
        case Node.Text text -> content.text(text.text());
        case Node.Raw _ -> throw new IllegalArgumentException("not of what was read");
      }
    }

    /// The stanza.
    public Stanza build() {
      int idStart = others.length();
      if (!id.isEmpty()) {
        others.attribute("id", id);
      }
      int contentStart = others.length();
      byte[] bytes = others.add(content.toArray()).toArray();
      Child[] moved = new Child[children.size()];
      for (int i = 0; i < moved.length; i++) {
        moved[i] = children.get(i).moved(contentStart);
      }
      return new Stanza(kind, from, to, type, lang, bytes, idStart, contentStart, moved);
    }
  }
}
