package im.viavai.xmpp;

/// Turns the bytes of a stream into stanzas, wherever they are cut. Checks everything RFC 6120 §11
/// asks for, so that what it yields can travel as bytes. One thread: its event loop.
public final class StreamReader {

  /// Is told what was read, in order, from within [StreamReader#feed].
  public interface Handler {
    /// A stream, an RFC 7395 `<open/>` or a BOSH `<body/>` begins.
    void opened(StreamHeader header) throws StreamException;

    /// A stanza came.
    void stanza(Stanza stanza) throws StreamException;

    /// A stanza came whose `to` or `from` is no address. That attribute is absent from it. A client
    /// is to be told `jid-malformed` (RFC 6120 §8.3.3.8); unless overridden the stream ends with
    /// `improper-addressing` (§4.9.3.7).
    default void malformed(Stanza stanza) throws StreamException {
      throw StreamError.of(StreamError.Condition.IMPROPER_ADDRESSING).exception();
    }

    /// Another first-level element came.
    void nonza(Element element) throws StreamException;

    /// The stream, an RFC 7395 `<close/>` or a BOSH `</body>` ends.
    void closed() throws StreamException;

    /// White space came between first-level elements: a keepalive (RFC 6120 §4.6.1). Once per run,
    /// not per byte.
    void whitespace() throws StreamException;
  }

  /// Reads a stream whose content namespace is `jabber:client`.
  public StreamReader(Limits limits, Handler handler) {
    this(limits, handler, Namespaces.CLIENT);
  }

  /// Reads a stream of that content namespace, such as [Namespaces#SERVER]. Its stanzas come out
  /// the same, as if they had been in `jabber:client`.
  public StreamReader(Limits limits, Handler handler, String contentNamespace) {
    throw new UnsupportedOperationException();
  }

  /// Reads RFC 7395 frames: each first-level element is a document of its own. `<open/>` and
  /// `<close/>` are reported as opened and closed. After a frame [#buffered()] must be 0.
  public static StreamReader framed(Limits limits, Handler handler) {
    throw new UnsupportedOperationException();
  }

  /// Reads BOSH bodies (XEP-0124), one after the other.
  public static StreamReader bosh(Limits limits, Handler handler) {
    throw new UnsupportedOperationException();
  }

  /// Reads the next bytes, which are not kept and may be overwritten afterwards.
  ///
  /// @throws StreamException what the peer did wrong; nothing more is read from then on
  public void feed(byte[] bytes, int offset, int length) throws StreamException {
    throw new UnsupportedOperationException();
  }

  /// From the handler: discards what remains of the current chunk, such as text sent behind
  /// `<starttls/>`.
  public void stop() {
    throw new UnsupportedOperationException();
  }

  /// From the handler: a new stream header comes next, as after SASL. What follows in the chunk is
  /// read as that.
  public void restart() {
    throw new UnsupportedOperationException();
  }

  /// Changes the limits, for example after login.
  public void limits(Limits limits) {
    throw new UnsupportedOperationException();
  }

  /// How many bytes of an incomplete element are held. 0 while idle.
  public int buffered() {
    throw new UnsupportedOperationException();
  }
}
