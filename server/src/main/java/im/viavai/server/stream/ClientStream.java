package im.viavai.server.stream;

import static java.nio.charset.StandardCharsets.UTF_8;

import im.viavai.server.net.Connection;
import im.viavai.server.net.ConnectionListener;
import im.viavai.server.net.Timeout;
import im.viavai.server.route.LocalHost;
import im.viavai.server.session.Outlet;
import im.viavai.server.session.Session;
import im.viavai.xmpp.Element;
import im.viavai.xmpp.EventLoop;
import im.viavai.xmpp.Jid;
import im.viavai.xmpp.Limits;
import im.viavai.xmpp.Namespaces;
import im.viavai.xmpp.Stanza;
import im.viavai.xmpp.StanzaError;
import im.viavai.xmpp.StreamError;
import im.viavai.xmpp.StreamError.Condition;
import im.viavai.xmpp.StreamException;
import im.viavai.xmpp.StreamHeader;
import im.viavai.xmpp.StreamReader;
import java.net.InetSocketAddress;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The stream of one client (RFC 6120 §4): bytes to stanzas and back, stream errors, and stream
/// management's nonzas. What comes before the session is the work of [Negotiation], which goes when
/// the session is there.
///
/// Its event loop only, except the methods of [Outlet] that say otherwise.
@EventLoop
public final class ClientStream implements ConnectionListener, Outlet {
  private static final Logger log = LoggerFactory.getLogger(ClientStream.class);
  private static final byte[] ASK = "<r xmlns='urn:xmpp:sm:3'/>".getBytes(UTF_8);

  /// When to look whether a client without stream management has what the socket took.
  static final Duration TAKEN_AFTER = Duration.ofSeconds(1);

  private final Services services;
  private final Connection connection;
  private final Framing framing;
  private final StreamReader reader;
  private final Timeout deadline;
  private Rate stanzas;
  private Rate bytes;
  private @Nullable Negotiation negotiation;
  private @Nullable Session session;
  private @Nullable LocalHost host;
  private int inMessage;
  private boolean open;
  private boolean begun;
  private boolean inBody;
  private boolean ignored;
  private boolean terminating;
  private boolean headerSent;
  private boolean ended;
  private boolean sessionPaused;
  private boolean ratePaused;
  private boolean takenAwaited;

  /// Takes over an accepted connection whose bytes are one long document (RFC 6120 §4).
  public ClientStream(Services services, Connection connection) {
    this(services, connection, Framing.DOCUMENT);
  }

  /// Takes over an accepted connection whose messages are documents of their own (RFC 7395).
  public static ClientStream framed(Services services, Connection connection) {
    return new ClientStream(services, connection, Framing.MESSAGES);
  }

  /// Takes over a session whose messages are BOSH bodies (XEP-0206).
  public static ClientStream bosh(Services services, Connection connection) {
    return new ClientStream(services, connection, Framing.BODIES);
  }

  private ClientStream(Services services, Connection connection, Framing framing) {
    this.services = services;
    this.connection = connection;
    this.framing = framing;
    var limits = services.limits();
    this.reader =
        framing.reader(
            Limits.BEFORE_LOGIN.withStanzaBytes(limits.stanzaBytesBeforeLogin().intBytes()),
            new Incoming());
    this.negotiation = new Negotiation(services, this, connection);
    long now = System.nanoTime();
    this.stanzas = new Rate(limits.stanzasPerSecond(), limits.stanzasBurst(), now);
    this.bytes = new Rate(limits.bytesPerSecond().bytes(), limits.bytesBurst().bytes(), now);
    // from accept to a bound resource; nothing extends it (CVE-2026-43506)
    this.deadline = connection.schedule(this::tooLate, limits.loginTimeout());
  }

  private void tooLate() {
    if (session == null)
      fail(
          StreamError.of(
              Condition.CONNECTION_TIMEOUT,
              "Log in within " + services.limits().loginTimeout().toSeconds() + " seconds."));
  }

  // --- bytes in ---

  @Override
  public void received(byte[] chunk, int offset, int length) {
    if (ended) return;
    try {
      reader.feed(chunk, offset, length);
    } catch (StreamException e) {
      fail(e.error());
      return;
    }
    slowDown(bytes.take(length, System.nanoTime()));
  }

  /// RFC 7395 §3.3.3: a message is a whole document. One that is empty or white space is none
  /// (§3.8), and as it has no bytes that are counted there could be any number of them.
  @Override
  public void messageEnded() {
    boolean empty = inMessage == 0 && framing == Framing.MESSAGES;
    inMessage = 0;
    if (reader.buffered() > 0 || inBody || empty) fail(StreamError.of(Condition.NOT_WELL_FORMED));
  }

  private void slowDown(long nanos) {
    if (nanos <= 0 || ratePaused || ended) return;
    ratePaused = true;
    connection.pauseReading();
    connection.schedule(this::afterPause, Duration.ofNanos(Math.max(nanos, 1_000_000)));
  }

  private void afterPause() {
    ratePaused = false;
    if (!sessionPaused) connection.resumeReading();
  }

  /// What the bytes say.
  private final class Incoming implements StreamReader.Handler {
    @Override
    public void opened(StreamHeader header) throws StreamException {
      countInMessage();
      if (framing == Framing.BODIES) {
        body(header);
        return;
      }
      if (negotiation == null || open) throw StreamError.of(Condition.NOT_WELL_FORMED).exception();
      open = true;
      negotiation.opened(header);
    }

    /// XEP-0206 §3 and §5: the first body opens the stream, and one that says so opens it anew.
    private void body(StreamHeader header) throws StreamException {
      if (++inMessage > 1) throw StreamError.of(Condition.NOT_WELL_FORMED).exception();
      inBody = true;
      terminating = header.attributes().getOrDefault("type", "").equals("terminate");
      String restart = header.attributes().getOrDefault("{urn:xmpp:xbosh}restart", "");
      boolean restarts = restart.equals("true") || restart.equals("1");
      ignored = restarts; // §5: what is inside it
      if (begun && !restarts) return;
      Negotiation before = negotiation;
      if (before == null)
        throw StreamError.of(Condition.POLICY_VIOLATION, "The resource is bound.").exception();
      begun = true;
      open = true;
      String to = header.to().isEmpty() ? before.domain() : header.to();
      before.opened(
          new StreamHeader(
              header.name(),
              header.defaultNamespace(),
              to,
              header.from(),
              "",
              header.attributes().getOrDefault("{urn:xmpp:xbosh}version", "1.0"),
              header.lang(),
              header.attributes()));
    }

    /// RFC 7395 §3.3.3: each in a message of its own. What a document forbids by its grammar,
    /// messages must be checked for.
    private void countInMessage() throws StreamException {
      if (framing == Framing.MESSAGES && ++inMessage > 1)
        throw StreamError.of(Condition.NOT_WELL_FORMED).exception();
    }

    private void element() throws StreamException {
      countInMessage();
      if (!open) throw StreamError.of(Condition.BAD_FORMAT).exception(); // RFC 7395 §3.4, §3.7
    }

    @Override
    public void stanza(Stanza stanza) throws StreamException {
      if (ended || ignored) return;
      element();
      slowDown(stanzas.take(1, System.nanoTime()));
      Session to = session;
      if (to == null) {
        if (negotiation != null) negotiation.stanza(stanza);
        return;
      }
      Jid from = stanza.from();
      if (from != null && !from.equals(to.address()) && !from.equals(to.account().address())) {
        throw StreamError.of(Condition.INVALID_FROM).exception(); // RFC 6120 §4.9.3.9, §8.1.2.1
      }
      to.received(stanza);
    }

    @Override
    public void malformed(Stanza stanza) throws StreamException {
      if (ignored) return;
      element();
      Session to = session;
      if (to == null || stanza.isError())
        throw StreamError.of(Condition.IMPROPER_ADDRESSING).exception();
      slowDown(stanzas.take(1, System.nanoTime()));
      Jid from = to.account().address().domain();
      to.received( // in its turn, and counted (XEP-0198 §4)
          stanza,
          stanza
              .withAddresses(to.address(), from)
              .error(StanzaError.of(StanzaError.Condition.JID_MALFORMED)));
    }

    @Override
    public void nonza(Element element) throws StreamException {
      if (ended || ignored) return;
      element();
      Session to = session;
      if (to == null) {
        if (negotiation != null) negotiation.nonza(element);
        return;
      }
      if (element.name().namespace().equals(Namespaces.STREAM_MANAGEMENT)) managed(to, element);
      else if (element.is(Namespaces.STREAMS, "error")) leave();
      else if (host == null || !host.onNonza(to, element)) {
        throw StreamError.of(Condition.UNSUPPORTED_STANZA_TYPE).exception(); // RFC 6120 §4.9.3.24
      }
    }

    @Override
    public void whitespace() {
      // a keepalive (RFC 6120 §4.6.1); its bytes are counted like any others
    }

    @Override
    public void closed() {
      inMessage++;
      inBody = false;
      ignored = false;
      if (framing != Framing.BODIES || terminating) leave();
    }

    private void leave() {
      if (ended) return;
      Session done = session;
      if (done == null) {
        end();
        return;
      }
      done.taken(); // who says goodbye has read what came before
      done.whenIdle(() ->
          execute(() -> { // behind the answers that are on their way
            end();
            services.sessions().close(done);
          }));
    }
  }

  // --- stream management (XEP-0198) ---

  private void managed(Session to, Element element) throws StreamException {
    switch (element.name().local()) {
      case "r" -> {
        if (to.isManaged()) to.ackRequested();
        else write(StreamManagement.failed("unexpected-request", -1));
      }
      case "a" -> {
        long h = StreamManagement.counter(element, "h");
        if (h < 0) throw StreamError.of(Condition.INVALID_XML).exception();
        if (to.isManaged() && !to.confirmed(h)) {
          throw StreamManagement.tooHigh(h, to.sent()).exception();
        }
      }
      case "enable" -> {
        if (to.isManaged()) write(StreamManagement.failed("unexpected-request", -1));
        else enable(to, element);
      }
      case "resume" -> write(StreamManagement.failed("unexpected-request", -1));
      default -> throw StreamError.of(Condition.UNSUPPORTED_STANZA_TYPE).exception();
    }
  }

  private void enable(Session to, Element element) {
    Element enabled = StreamManagement.enable(services.sessions(), to, element);
    write(enabled);
  }

  // --- from negotiation ---

  /// The client is who it says: larger limits from here on.
  void loggedIn() {
    reader.limits(Limits.AFTER_LOGIN.withStanzaBytes(services.limits().stanzaBytes().intBytes()));
  }

  /// A new stream follows on the same connection (RFC 6120 §4.3.3).
  void restart() {
    if (framing != Framing.BODIES) reader.restart(); // there the body goes on
    open = false;
    headerSent = false;
  }

  /// Nothing more of the current bytes counts (threat T1).
  void discard() {
    reader.stop();
    reader.restart();
    open = false;
    headerSent = false;
  }

  /// The session is there: negotiation is over.
  void established(Session bound, LocalHost of) {
    session = bound;
    host = of;
    negotiation = null;
    deadline.cancel();
  }

  boolean hasEnded() {
    return ended;
  }

  // --- bytes out ---

  void header(String id, String from, @Nullable Jid to, String lang) {
    headerSent = true;
    write(framing.header(id, from, to, lang));
  }

  Framing framing() {
    return framing;
  }

  /// Whether it is one long document, so that RFC 6120's redirections count (RFC 7395 §3.6.1 has
  /// its own).
  boolean isDocument() {
    return framing == Framing.DOCUMENT;
  }

  /// Whether a header has the name it must have on this transport.
  boolean isHeader(StreamHeader header) {
    return header.name().equals(framing.headerName());
  }

  void write(Element element) {
    write(framing.element(element));
  }

  /// Bytes that are not changed any more.
  void write(byte[] raw) {
    if (raw.length > 0) connection.write(raw, 0, raw.length);
  }

  @Override
  public void write(Stanza stanza) {
    if (!ended) connection.write(stanza);
  }

  @Override
  public void requestAck() {
    if (!ended) write(ASK);
  }

  @Override
  public void acknowledge(long handled) {
    if (!ended) write(("<a xmlns='urn:xmpp:sm:3' h='" + handled + "'/>").getBytes(UTF_8));
  }

  @Override
  public boolean writable() {
    return connection.writable();
  }

  @Override
  public void execute(Runnable task) {
    connection.execute(task);
  }

  @Override
  public boolean onItsThread() {
    return connection.inEventLoop();
  }

  @Override
  public void reading(Reading reading) {
    switch (reading) {
      case PAUSED -> {
        sessionPaused = true;
        connection.pauseReading();
      }
      case ON -> {
        sessionPaused = false;
        if (!ratePaused) connection.resumeReading();
      }
    }
  }

  @Override
  public InetSocketAddress remoteAddress() {
    return connection.remoteAddress();
  }

  @Override
  public void close(StreamError error) {
    if (connection.inEventLoop()) fail(error);
    else connection.execute(() -> fail(error));
  }

  /// Ends the stream with an error (RFC 6120 §4.9.1.1): its header first if it was not sent yet.
  void fail(StreamError error) {
    if (ended) return;
    log.atDebug()
        .addKeyValue("peer", connection.remoteAddress())
        .addKeyValue("error", error.condition())
        .addKeyValue("text", error.text())
        .log("stream_error");
    if (!headerSent)
      header(services.tokens().text(16), negotiation == null ? "" : negotiation.domain(), null, "");
    connection.writeError(error, framing.element(error.toElement()));
    end();
  }

  private void end() {
    if (ended) return;
    ended = true;
    write(framing.end());
    connection.close();
  }

  // --- the connection ---

  @Override
  public void secured() {
    if (negotiation != null) negotiation.secured();
  }

  @Override
  public void flushed() {
    if (session != null && session.flushed() && !takenAwaited) awaitTaken();
  }

  private void awaitTaken() {
    takenAwaited = true;
    connection.schedule(this::lookWhetherTaken, TAKEN_AFTER);
  }

  private void lookWhetherTaken() {
    takenAwaited = false;
    Session now = session;
    if (ended || now == null) return;
    if (connection.acknowledged()) now.taken();
    else awaitTaken();
  }

  @Override
  public void endedInOrder() {
    Session now = session;
    if (now == null) return;
    now.flushed();
    now.taken();
  }

  @Override
  public void writabilityChanged() {
    if (session != null && connection.writable()) session.writable();
  }

  @Override
  public void closed() {
    ended = true;
    deadline.cancel();
    if (negotiation != null) negotiation.gone();
    Session left = session;
    if (left != null) services.sessions().lost(left, this);
  }
}
