package im.viavai.xmpp;

import im.viavai.xmpp.StreamError.Condition;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Turns the bytes of a stream into stanzas, wherever they are cut. Checks everything RFC 6120 §11
/// asks for, so that what it yields can travel as bytes. Holds no buffer between elements. One
/// thread: its event loop.
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
      throw StreamError.of(Condition.IMPROPER_ADDRESSING).exception();
    }

    /// Another first-level element came.
    void nonza(Element element) throws StreamException;

    /// The stream, an RFC 7395 `<close/>` or a BOSH `</body>` ends.
    void closed() throws StreamException;

    /// White space came between first-level elements: a keepalive (RFC 6120 §4.6.1). Once per run,
    /// not per byte.
    void whitespace() throws StreamException;
  }

  /// What the document around the first-level elements looks like.
  private enum Framing {
    STREAM,
    FRAMES,
    BOSH
  }

  /// What comes next.
  private enum State {
    DECLARATION,
    ROOT,
    CONTENT,
    NOTHING
  }

  /// An end tag of the stream with more white space in it than this is not read to its end.
  private static final int ROOT_END_SLACK = 64;

  private static final byte[] NOTHING = {};

  private final Handler handler;
  private final String contentNamespace;
  private final Framing framing;
  private final StanzaAssembler assembler = new StanzaAssembler();
  private Limits limits;
  private State state = State.DECLARATION;
  private boolean fresh = true;
  private boolean stopped;

  // The stream's header.
  private Prefixes prefixes = Prefixes.NONE;
  private String lang = "";
  private String rootName = "";

  // An incomplete element: its bytes, and how far they have been looked at.
  private byte @Nullable [] pending;
  private int held;
  private @Nullable Scanner scanner;
  private boolean scanning;

  /// Reads a stream whose content namespace is `jabber:client`.
  public StreamReader(Limits limits, Handler handler) {
    this(limits, handler, Namespaces.CLIENT);
  }

  /// Reads a stream of that content namespace, such as [Namespaces#SERVER]. Its stanzas come out
  /// the same, as if they had been in `jabber:client`.
  public StreamReader(Limits limits, Handler handler, String contentNamespace) {
    this(limits, handler, contentNamespace, Framing.STREAM);
  }

  private StreamReader(Limits limits, Handler handler, String contentNamespace, Framing framing) {
    this.limits = limits;
    this.handler = handler;
    this.contentNamespace = contentNamespace;
    this.framing = framing;
  }

  /// Reads RFC 7395 frames: each first-level element is a document of its own. `<open/>` and
  /// `<close/>` are reported as opened and closed. After a frame [#buffered()] must be 0.
  public static StreamReader framed(Limits limits, Handler handler) {
    return new StreamReader(limits, handler, Namespaces.CLIENT, Framing.FRAMES);
  }

  /// Reads BOSH bodies (XEP-0124), one after the other: opened, their children, closed.
  public static StreamReader bosh(Limits limits, Handler handler) {
    return new StreamReader(limits, handler, Namespaces.CLIENT, Framing.BOSH);
  }

  /// Reads the next bytes, which are not kept and may be overwritten afterwards.
  ///
  /// @throws StreamException what the peer did wrong; nothing more is read from then on
  public void feed(byte[] bytes, int offset, int length) throws StreamException {
    if (state == State.NOTHING) {
      return;
    }
    stopped = false;
    byte[] b = bytes;
    int from = offset;
    int limit = offset + length;
    if (held > 0) {
      b = append(bytes, offset, length);
      from = 0;
      limit = held;
    }
    boolean well = false;
    try {
      int rest = read(b, from, limit);
      hold(b, stopped ? limit : rest, limit);
      well = true;
    } finally {
      if (!well) {
        state = State.NOTHING;
        hold(b, limit, limit);
      }
    }
  }

  private byte[] append(byte[] bytes, int offset, int length) {
    byte[] b = pending == null ? NOTHING : pending;
    if (length > b.length - held) {
      b = Arrays.copyOf(b, Math.max(held + length, Math.min(2 * held, limits.stanzaBytes())));
      pending = b;
    }
    System.arraycopy(bytes, offset, b, held, length);
    held += length;
    return b;
  }

  /// Keeps what is not used up, and nothing if all is.
  private void hold(byte[] b, int rest, int limit) {
    if (rest == limit) {
      pending = null;
      held = 0;
      scanning = false;
    } else {
      if (held == 0) {
        pending = Arrays.copyOfRange(b, rest, limit);
      } else if (rest > 0) {
        System.arraycopy(b, rest, b, 0, limit - rest);
      }
      held = limit - rest;
    }
    if (scanner != null && scanning) {
      scanner.shift(-rest);
    } else if (scanner != null) {
      Scanner.giveBack(scanner);
      scanner = null;
    }
  }

  /// Reads all that is complete.
  ///
  /// @return where the rest begins
  private int read(byte[] b, int from, int limit) throws StreamException {
    int p = from;
    while (p < limit && !stopped) {
      int next =
          switch (state) {
            case DECLARATION -> declaration(b, p, limit);
            case ROOT -> root(b, p, limit);
            case CONTENT -> content(b, p, limit);
            case NOTHING -> limit;
          };
      if (next == p) {
        return p;
      }
      p = next;
    }
    return p;
  }

  /// Reads an XML declaration if there is one. Each of these returns where it got, which is `p` as
  /// long as what is there is incomplete.
  private int declaration(byte[] b, int p, int limit) throws StreamException {
    XmlDeclaration.checkEncoding(b[p]);
    if (!fresh && CharacterData.isWhitespace(b[p])) {
      return whitespace(b, p, limit); // between two documents, so part of neither
    }
    int end = XmlDeclaration.read(b, p, limit);
    if (end == XmlDeclaration.INCOMPLETE) {
      return p;
    }
    fresh = false;
    state = State.ROOT;
    return end == p ? root(b, p, limit) : end;
  }

  private int root(byte[] b, int p, int limit) throws StreamException {
    if (CharacterData.isWhitespace(b[p])) {
      return whitespace(b, p, limit);
    }
    if (b[p] != '<') {
      throw Wrong.notWellFormed("text before the first tag");
    }
    if (framing == Framing.FRAMES) {
      return element(b, p, limit);
    }
    Scanner s = scanner(p);
    int end = p + Math.min(limit - p, limits.stanzaBytes());
    if (!s.scanRoot(b, end)) {
      return incomplete(p, end, limit);
    }
    scanning = false;
    p = s.position();
    StartTag tag = s.root;
    prefixes = Prefixes.ofHeader(b, tag);
    StreamHeader header = header(b, s.namespace(), tag);
    if (framing == Framing.BOSH) {
      Headers.checkBody(header);
    } else {
      Headers.checkStream(header, rootName, contentNamespace);
    }
    boolean empty = tag.empty;
    state = State.CONTENT;
    handler.opened(header);
    if (empty) {
      end();
    }
    return p;
  }

  private StreamHeader header(byte[] b, String namespace, StartTag tag) {
    rootName = Names.text(b, tag.name, tag.nameEnd);
    Name name = Names.name(namespace, b, tag.local, tag.nameEnd);
    StreamHeader header = Headers.of(name, Tree.attributes(b, tag, prefixes), prefixes);
    lang = header.lang();
    return header;
  }

  private int content(byte[] b, int p, int limit) throws StreamException {
    if (CharacterData.isWhitespace(b[p])) {
      return whitespace(b, p, limit);
    }
    if (b[p] != '<') {
      throw Wrong.textBetweenStanzas();
    }
    if (p + 1 == limit) {
      return p;
    }
    return b[p + 1] == '/' ? rootEnd(b, p, limit) : element(b, p, limit);
  }

  private int whitespace(byte[] b, int p, int limit) throws StreamException {
    int end = p;
    while (end < limit && CharacterData.isWhitespace(b[end])) {
      end++;
    }
    handler.whitespace();
    return end;
  }

  private int rootEnd(byte[] b, int p, int limit) throws StreamException {
    int q = p + 2 + rootName.length();
    boolean matches =
        q < limit
            ? Ascii.is(b, p + 2, q, rootName)
            : Ascii.is(b, p + 2, limit, rootName.substring(0, limit - p - 2));
    while (matches && q < limit && CharacterData.isWhitespace(b[q])) {
      q++;
    }
    if (!matches || (q < limit && b[q] != '>') || q - p > rootName.length() + ROOT_END_SLACK) {
      throw Wrong.notWellFormed("an end tag that does not match");
    }
    if (q >= limit) {
      return p;
    }
    end();
    return q + 1;
  }

  private void end() throws StreamException {
    state = framing == Framing.STREAM ? State.NOTHING : State.DECLARATION;
    handler.closed();
  }

  private int element(byte[] b, int p, int limit) throws StreamException {
    Scanner s = scanner(p);
    int end = p + Math.min(limit - p, limits.stanzaBytes());
    if (!s.scan(b, end)) {
      return incomplete(p, end, limit);
    }
    scanning = false;
    if (framing == Framing.FRAMES) {
      state = State.DECLARATION;
    }
    p = s.position();
    if (s.kind() == null) {
      nonza(Tree.of(b, s.start(), p, prefixes));
      return p;
    }
    Stanza stanza = assembler.assemble(b, s, prefixes, contentNamespace, lang);
    if (assembler.isMalformed()) {
      handler.malformed(stanza);
    } else {
      handler.stanza(stanza);
    }
    return p;
  }

  private Scanner scanner(int p) {
    Scanner s = scanner;
    if (s == null) {
      s = Scanner.borrow();
      scanner = s;
    }
    if (!scanning) {
      s.begin(p, prefixes, contentNamespace, limits);
      scanning = true;
    }
    return s;
  }

  private static int incomplete(int p, int end, int limit) throws StreamException {
    if (end < limit) {
      throw Wrong.tooBig();
    }
    return p;
  }

  private void nonza(Element element) throws StreamException {
    String namespace = element.name().namespace();
    String local = element.name().local();
    if (framing == Framing.FRAMES && namespace.equals(Namespaces.FRAMING)) {
      frame(element, local);
      return;
    }
    boolean content = namespace.equals(Namespaces.CLIENT) || namespace.equals(Namespaces.SERVER);
    if (content && Stanza.KINDS.stream().anyMatch(kind -> kind.local().equals(local))) {
      throw StreamError.of(Condition.INVALID_NAMESPACE, namespace).exception();
    }
    if (content && namespace.equals(contentNamespace)) {
      throw StreamError.of(Condition.UNSUPPORTED_STANZA_TYPE, local).exception();
    }
    handler.nonza(element);
  }

  /// RFC 7395 §3.4 and §3.6: these stand for the stream's tags.
  private void frame(Element element, String local) throws StreamException {
    switch (local) {
      case "open" -> {
        StreamHeader header = Headers.of(element.name(), element.attributes(), Prefixes.NONE);
        lang = header.lang();
        handler.opened(header);
      }
      case "close" -> handler.closed();
      default -> throw StreamError.of(Condition.BAD_FORMAT, "neither open nor close").exception();
    }
  }

  /// From the handler: discards what remains of the current chunk, such as text sent behind
  /// `<starttls/>`.
  public void stop() {
    stopped = true;
  }

  /// From the handler: a new stream header comes next, as after SASL. What follows in the chunk is
  /// read as that.
  public void restart() {
    state = State.DECLARATION;
    prefixes = Prefixes.NONE;
    lang = "";
    rootName = "";
  }

  /// Changes the limits from the next element on, for example after login.
  public void limits(Limits others) {
    limits = others;
  }

  /// How many bytes of an incomplete element are held. 0 while idle.
  public int buffered() {
    return held;
  }
}
