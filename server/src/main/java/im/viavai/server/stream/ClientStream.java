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
  private static final byte[] END = "</stream:stream>".getBytes(UTF_8);

  private final Services services;
  private final Connection connection;
  private final StreamReader reader;
  private final Timeout deadline;
  private Rate stanzas;
  private Rate bytes;
  private @Nullable Negotiation negotiation;
  private @Nullable Session session;
  private @Nullable LocalHost host;
  private boolean headerSent;
  private boolean ended;
  private boolean sessionPaused;
  private boolean ratePaused;

  /// Takes over an accepted connection.
  public ClientStream(Services services, Connection connection) {
    this.services = services;
    this.connection = connection;
    var limits = services.limits();
    this.reader =
        new StreamReader(
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
      if (negotiation == null) throw StreamError.of(Condition.NOT_WELL_FORMED).exception();
      negotiation.opened(header);
    }

    @Override
    public void stanza(Stanza stanza) throws StreamException {
      if (ended) return;
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
      Session to = session;
      if (to == null || stanza.isError())
        throw StreamError.of(Condition.IMPROPER_ADDRESSING).exception();
      write(
          stanza
              .withAddresses(to.address(), to.account().address().domain())
              .error(StanzaError.of(StanzaError.Condition.JID_MALFORMED)));
    }

    @Override
    public void nonza(Element element) throws StreamException {
      if (ended) return;
      Session to = session;
      if (to == null) {
        if (negotiation != null) negotiation.nonza(element);
        return;
      }
      if (element.name().namespace().equals(Namespaces.STREAM_MANAGEMENT)) managed(to, element);
      else if (element.is(Namespaces.STREAMS, "error")) closed();
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
      if (ended) return;
      Session done = session;
      if (done == null) {
        end();
        return;
      }
      done.whenIdle(() -> {
        execute(ClientStream.this::end);
        services.sessions().close(done);
      });
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
    reader.restart();
    headerSent = false;
  }

  /// Nothing more of the current bytes counts (threat T1).
  void discard() {
    reader.stop();
    reader.restart();
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
    StringBuilder header =
        new StringBuilder(
            "<?xml version='1.0'?><stream:stream xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams' version='1.0'");
    attribute(header, "id", id);
    if (!from.isEmpty()) attribute(header, "from", from);
    if (to != null) attribute(header, "to", to.toString());
    attribute(header, "xml:lang", lang.isEmpty() ? "en" : lang);
    write(header.append('>').toString().getBytes(UTF_8));
  }

  private static void attribute(StringBuilder to, String name, String value) {
    to.append(' ').append(name).append("='");
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      switch (c) {
        case '&' -> to.append("&amp;");
        case '<' -> to.append("&lt;");
        case '\'' -> to.append("&apos;");
        default -> to.append(c);
      }
    }
    to.append('\'');
  }

  void write(Element element) {
    if (!element.name().namespace().equals(Namespaces.STREAMS)) {
      write(element.toBytes(Namespaces.CLIENT));
      return;
    }
    // the prefix is declared by our header; COMPAT: simple clients look for the letters
    // "<stream:features"
    write(("<stream:" + element.name().local() + ">").getBytes(UTF_8));
    for (Element child : element.children()) write(child.toBytes(Namespaces.CLIENT));
    write(("</stream:" + element.name().local() + ">").getBytes(UTF_8));
  }

  private void write(byte[] raw) {
    connection.write(raw, 0, raw.length);
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
    write(error.toElement());
    end();
  }

  private void end() {
    if (ended) return;
    ended = true;
    write(END);
    connection.close();
  }

  // --- the connection ---

  @Override
  public void secured() {
    if (negotiation != null) negotiation.secured();
  }

  @Override
  public void flushed() {
    if (session != null) session.flushed();
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
