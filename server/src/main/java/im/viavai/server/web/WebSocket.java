package im.viavai.server.web;

import im.viavai.server.net.Connection;
import im.viavai.server.net.ConnectionListener;
import im.viavai.server.net.Timeout;
import im.viavai.server.net.TlsSession;
import im.viavai.xmpp.EventLoop;
import im.viavai.xmpp.Stanza;
import java.net.InetSocketAddress;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// A [Connection] of text messages in the frames of RFC 6455, over the one that the handshake came
/// on. Its event loop only, except where [Connection] says otherwise.
@EventLoop
final class WebSocket implements Connection, ConnectionListener, FrameReader.Handler {
  private static final int FINAL_TEXT = 0x81;
  private static final int FINAL_CLOSE = 0x88;
  private static final int FINAL_PONG = 0x8a;
  private static final int NORMAL = 1000;

  private final Connection below;
  private final WebLimits limits;
  private final FrameReader reader;
  private final byte[] header = new byte[10];
  private @Nullable ConnectionListener above;
  private int controlFrames;
  private long controlFramesSince = System.nanoTime();
  private boolean ended;

  WebSocket(Connection below, WebLimits limits) {
    this.below = below;
    this.limits = limits;
    this.reader = new FrameReader(limits, this);
  }

  void begin(ConnectionListener.Acceptor streams) {
    above = streams.accept(this);
  }

  // --- messages in ---

  @Override
  public void received(byte[] bytes, int offset, int length) {
    if (!ended) reader.feed(bytes, offset, length);
  }

  @Override
  public void text(byte[] bytes, int offset, int length) {
    if (above != null) above.received(bytes, offset, length);
  }

  @Override
  public void end() {
    controlFrames = 0;
    if (above != null) above.messageEnded();
  }

  @Override
  public void ping(byte[] data) {
    if (controlFrame()) frame(FINAL_PONG, data, 0, data.length);
  }

  @Override
  public void pong() {
    controlFrame();
  }

  private boolean controlFrame() {
    long now = System.nanoTime();
    if (now - controlFramesSince > limits.controlFrameTime().toNanos()) {
      controlFramesSince = now;
      controlFrames = 0;
    }
    if (++controlFrames <= limits.controlFrames()) return true;
    wrong(FrameReader.POLICY);
    return false;
  }

  /// RFC 7395 §3.6: without `<close/>` before it the session may still be resumed.
  @Override
  public void close() {
    close(NORMAL);
  }

  @Override
  public void wrong(int code) {
    close(code);
  }

  private void close(int code) {
    if (ended) return;
    frame(FINAL_CLOSE, new byte[] {(byte) (code >> 8), (byte) code}, 0, 2);
    ended = true;
    reader.stop();
    below.close();
  }

  // --- messages out ---

  @Override
  public void write(byte[] bytes, int offset, int length) {
    frame(FINAL_TEXT, bytes, offset, length);
  }

  @Override
  public void write(Stanza stanza) {
    byte[] document = stanza.embedded(); // RFC 7395 §3.3.3: it declares its namespace
    frame(FINAL_TEXT, document, 0, document.length);
  }

  private void frame(int first, byte[] bytes, int offset, int length) {
    if (ended) return;
    int at = 0;
    header[at++] = (byte) first;
    if (length < 126) {
      header[at++] = (byte) length;
    } else if (length < 1 << 16) {
      header[at++] = 126;
      header[at++] = (byte) (length >> 8);
      header[at++] = (byte) length;
    } else {
      header[at++] = 127;
      for (int shift = 56; shift >= 0; shift -= 8) header[at++] = (byte) ((long) length >> shift);
    }
    below.write(header, 0, at);
    below.write(bytes, offset, length);
  }

  // --- the connection below ---

  @Override
  public InetSocketAddress remoteAddress() {
    return below.remoteAddress();
  }

  @Override
  public boolean secure() {
    return below.secure();
  }

  @Override
  public String serverName() {
    return below.serverName();
  }

  @Override
  public TlsSession tls() {
    return below.tls();
  }

  /// RFC 7395 §3.9: there is no STARTTLS; TLS is below, from the first byte.
  @Override
  public void startTls() {}

  @Override
  public long pendingBytes() {
    return below.pendingBytes();
  }

  @Override
  public boolean acknowledged() {
    return below.acknowledged();
  }

  @Override
  public boolean writable() {
    return below.writable();
  }

  @Override
  public void pauseReading() {
    below.pauseReading();
  }

  @Override
  public void resumeReading() {
    below.resumeReading();
  }

  @Override
  public void abort() {
    ended = true;
    reader.stop();
    below.abort();
  }

  @Override
  public void execute(Runnable task) {
    below.execute(task);
  }

  @Override
  public boolean inEventLoop() {
    return below.inEventLoop();
  }

  @Override
  public Timeout schedule(Runnable task, Duration delay) {
    return below.schedule(task, delay);
  }

  @Override
  public void secured() {}

  @Override
  public void flushed() {
    if (above != null && !ended) above.flushed();
  }

  @Override
  public void writabilityChanged() {
    if (above != null && !ended) above.writabilityChanged();
  }

  @Override
  public void closed() {
    ended = true;
    if (above != null) above.closed();
  }
}
