package im.viavai.features;

import static java.nio.charset.StandardCharsets.UTF_8;

import im.viavai.server.net.Connection;
import im.viavai.server.net.Timeout;
import im.viavai.server.net.TlsSession;
import im.viavai.server.stream.ClientStream;
import im.viavai.server.stream.Services;
import im.viavai.xmpp.Stanza;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/// A connection whose loop is the test's own thread.
final class StreamClient implements Connection {
  static final String OPEN =
      "<stream:stream xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams'"
          + " version='1.0' to='localhost'>";

  private final StringBuilder said = new StringBuilder();
  private final BlockingQueue<Runnable> tasks = new LinkedBlockingQueue<>();
  private final Thread thread = Thread.currentThread();
  private final ClientStream stream;
  boolean secure = true;
  boolean closed;

  final List<Runnable> timers = new ArrayList<>();
  TlsSession tls = TlsSession.NONE;

  StreamClient(Services services) {
    this(connection -> new ClientStream(services, connection));
  }

  /// @param transport makes its stream, of whatever framing
  StreamClient(Function<Connection, ClientStream> transport) {
    stream = transport.apply(this);
  }

  /// The network lost it.
  void vanishes() {
    stream.closed();
  }

  /// Takes what was said so far.
  void forget() {
    said.setLength(0);
  }

  /// Goes on until the server has said this, which it says on another thread.
  void awaits(String text) throws InterruptedException {
    while (said.indexOf(text) < 0) {
      Runnable next = tasks.poll(10, TimeUnit.SECONDS);
      if (next == null) throw new AssertionError(text + " was not said, but: " + said);
      next.run();
    }
  }

  String said() {
    return said.toString();
  }

  void sends(String xml) {
    byte[] bytes = xml.getBytes(UTF_8);
    stream.received(bytes, 0, bytes.length);
    for (Runnable next = tasks.poll(); next != null; next = tasks.poll()) next.run();
  }

  /// A message of a transport that has such (RFC 7395, XEP-0206).
  void sendsMessage(String xml) {
    byte[] bytes = xml.getBytes(UTF_8);
    if (bytes.length > 0) stream.received(bytes, 0, bytes.length);
    endsMessage();
  }

  void sendsBytes(byte[] bytes, int from, int end) {
    stream.received(bytes, from, end - from);
  }

  void endsMessage() {
    stream.messageEnded();
    sends("");
  }

  void logIn(String who) {
    logIn(
        who, "<bind xmlns='urn:xmpp:bind:0'><enable xmlns='urn:xmpp:sm:3' resume='true'/></bind>");
  }

  void logIn(String who, String inline) {
    sends(OPEN);
    sends(
        "<authenticate xmlns='urn:xmpp:sasl:2' mechanism='PLAIN'><initial-response>"
            + plain(who)
            + "</initial-response>"
            + inline
            + "</authenticate>");
  }

  @Override
  public InetSocketAddress remoteAddress() {
    return new InetSocketAddress(java.net.InetAddress.getLoopbackAddress(), 1);
  }

  @Override
  public boolean secure() {
    return secure;
  }

  @Override
  public String serverName() {
    return "";
  }

  @Override
  public TlsSession tls() {
    return tls;
  }

  @Override
  public void startTls() {}

  @Override
  public void write(byte[] bytes, int offset, int length) {
    said.append(new String(bytes, offset, length, UTF_8));
  }

  @Override
  public void write(Stanza stanza) {
    said.append(new String(stanza.embedded(), UTF_8));
  }

  @Override
  public long pendingBytes() {
    return 0;
  }

  @Override
  public boolean writable() {
    return true;
  }

  @Override
  public void pauseReading() {}

  @Override
  public void resumeReading() {}

  @Override
  public void close() {
    closed = true;
  }

  @Override
  public void abort() {
    closed = true;
  }

  @Override
  public void execute(Runnable task) {
    tasks.add(task);
  }

  @Override
  public boolean inEventLoop() {
    return Thread.currentThread() == thread;
  }

  @Override
  public Timeout schedule(Runnable task, Duration delay) {
    timers.add(task);
    return () -> timers.remove(task);
  }

  static String plain(String who) {
    return base64("\0" + who + "\0secret");
  }

  static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(UTF_8));
  }
}
