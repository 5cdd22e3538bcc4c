package im.viavai.xmpp;

import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// A message, presence or iq (RFC 6120 §8): its addresses, an index of its children, and otherwise
/// the validated bytes that came. Re-addressing shares those bytes. Immutable, any thread.
public final class Stanza {

  /// The three kinds.
  public enum Kind {
    MESSAGE,
    PRESENCE,
    IQ
  }

  /// Where a child is: its name, and a byte range that means something to its own stanza only.
  public record Child(Name name, int start, int end) {}

  /// Starts a message.
  public static Builder message() {
    throw new UnsupportedOperationException();
  }

  /// Starts a presence.
  public static Builder presence() {
    throw new UnsupportedOperationException();
  }

  /// Starts an iq.
  public static Builder iq() {
    throw new UnsupportedOperationException();
  }

  /// Reads what [#embedded()] wrote.
  ///
  /// @throws IllegalArgumentException if that did not write it
  public static Stanza parse(byte[] embedded) {
    throw new UnsupportedOperationException();
  }

  public Kind kind() {
    throw new UnsupportedOperationException();
  }

  /// The `id`, `""` if there is none.
  public String id() {
    throw new UnsupportedOperationException();
  }

  /// The `type`, `""` if there is none.
  public String type() {
    throw new UnsupportedOperationException();
  }

  /// The `xml:lang`, its own or else its stream's, `""` if there is none.
  public String lang() {
    throw new UnsupportedOperationException();
  }

  /// The sender. On what a client sends it is the client's claim until the session stamps it.
  public @Nullable Jid from() {
    throw new UnsupportedOperationException();
  }

  /// The recipient; null means the sender's own account or server.
  public @Nullable Jid to() {
    throw new UnsupportedOperationException();
  }

  /// Whether the `type` is `error`, so that it must not be answered with an error.
  public boolean isError() {
    throw new UnsupportedOperationException();
  }

  /// Whether it is an iq of type `get` or `set`, so that it must be answered.
  public boolean isRequest() {
    throw new UnsupportedOperationException();
  }

  /// The direct children in document order.
  public List<Child> children() {
    throw new UnsupportedOperationException();
  }

  /// Whether there is a direct child of that name.
  public boolean has(Name name) {
    throw new UnsupportedOperationException();
  }

  /// The first direct child of that name.
  public Optional<Child> child(Name name) {
    throw new UnsupportedOperationException();
  }

  /// The first direct child.
  public Optional<Child> payload() {
    throw new UnsupportedOperationException();
  }

  /// The first direct child of that name as a tree, built now.
  public Optional<Element> element(Name name) {
    throw new UnsupportedOperationException();
  }

  /// This child as a tree, built now.
  public Element element(Child child) {
    throw new UnsupportedOperationException();
  }

  public Stanza withFrom(@Nullable Jid from) {
    throw new UnsupportedOperationException();
  }

  public Stanza withTo(@Nullable Jid to) {
    throw new UnsupportedOperationException();
  }

  public Stanza withAddresses(@Nullable Jid from, @Nullable Jid to) {
    throw new UnsupportedOperationException();
  }

  /// With another `id`; `""` removes it.
  public Stanza withId(String id) {
    throw new UnsupportedOperationException();
  }

  /// With another `type`; `""` removes it.
  public Stanza withType(String type) {
    throw new UnsupportedOperationException();
  }

  /// With one more child at the end.
  public Stanza plus(Element child) {
    throw new UnsupportedOperationException();
  }

  /// With one more child at the end: validated bytes that declare their own default namespace, as
  /// [#embedded()] does.
  public Stanza plus(byte[] child) {
    throw new UnsupportedOperationException();
  }

  /// Without the direct children that match.
  public Stanza without(Predicate<Child> unwanted) {
    throw new UnsupportedOperationException();
  }

  /// The empty iq of type `result` that answers this one.
  public Stanza result() {
    throw new UnsupportedOperationException();
  }

  /// The iq of type `result` that answers this one with a payload.
  public Stanza result(Element payload) {
    throw new UnsupportedOperationException();
  }

  /// The error that answers this stanza (RFC 6120 §8.3.1): addresses swapped, same kind and id, no
  /// payload echoed.
  ///
  /// @throws IllegalStateException if this is an error itself: check [#isError()]
  public Stanza error(StanzaError error) {
    throw new UnsupportedOperationException();
  }

  /// How many bytes [#writeTo] writes.
  public int size() {
    throw new UnsupportedOperationException();
  }

  /// Writes it as it goes into a stream whose default namespace is the content namespace.
  ///
  /// @return how many bytes were written, which is [#size()]
  public int writeTo(byte[] target, int offset) {
    throw new UnsupportedOperationException();
  }

  /// What [#writeTo] writes.
  public byte[] toBytes() {
    throw new UnsupportedOperationException();
  }

  /// The stanza with `xmlns='jabber:client'` on its root: for forwarding, archiving and WebSocket.
  public byte[] embedded() {
    throw new UnsupportedOperationException();
  }

  /// Collects the parts of a stanza. One thread.
  public static final class Builder {
    Builder() {}

    public Builder from(@Nullable Jid from) {
      throw new UnsupportedOperationException();
    }

    public Builder to(@Nullable Jid to) {
      throw new UnsupportedOperationException();
    }

    public Builder id(String id) {
      throw new UnsupportedOperationException();
    }

    public Builder type(String type) {
      throw new UnsupportedOperationException();
    }

    public Builder lang(String lang) {
      throw new UnsupportedOperationException();
    }

    /// Adds a child.
    public Builder child(Element child) {
      throw new UnsupportedOperationException();
    }

    /// Adds a child in the namespace `jabber:client` with nothing but text, such as a `body`.
    public Builder child(String local, String text) {
      throw new UnsupportedOperationException();
    }

    /// The stanza.
    public Stanza build() {
      throw new UnsupportedOperationException();
    }
  }
}
