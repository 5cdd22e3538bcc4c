package im.viavai.server.net;

import im.viavai.xmpp.Stanza;
import im.viavai.xmpp.StreamError;
import java.net.InetSocketAddress;
import java.time.Duration;

/// One accepted transport below a stream.
///
/// Who may call it: its event loop only, except [#remoteAddress()], [#execute(Runnable)],
/// [#inEventLoop()] and [#schedule(Runnable, Duration)], which any thread may call. The
/// [ConnectionListener] is always called on the event loop, so a stream that works inside those
/// calls needs no locks.
///
/// After [#close()] or [#abort()] every method is still safe to call; writes are dropped.
public interface Connection {

  /// The address of the peer as the socket knows it.
  InetSocketAddress remoteAddress();

  /// Whether TLS is up. Asked at the moment of use, never remembered by a stream (THREATS.md
  /// CVE-2014-8760).
  boolean secure();

  /// The server name the client asked for in TLS (SNI, RFC 6066 section 3), in lower case, or `""`.
  String serverName();

  /// What TLS agreed on, or [TlsSession#NONE] while [#secure()] is false.
  TlsSession tls();

  /// The application protocol that TLS agreed on (ALPN, RFC 7301), such as `xmpp-client`, or `""`
  /// if the client offered none.
  default String applicationProtocol() {
    return "";
  }

  /// Sends what is written, forgets whatever plaintext the peer has sent after it (RFC 6120 section
  /// 5.4.3.3), and starts TLS as the server. [ConnectionListener#secured()] follows, or
  /// [ConnectionListener#closed()]. A second call does nothing.
  ///
  /// What stands behind `<starttls/>` in the array of the very call of
  /// [ConnectionListener#received] that made it is with the caller, who must forget it, too.
  void startTls();

  /// Copies the bytes to the outbound buffer, which is sent at the end of this turn of the event
  /// loop. On a connection that has messages, such as WebSocket, each call is one of them.
  void write(byte[] bytes, int offset, int length);

  /// Serialises the stanza straight into the outbound buffer.
  void write(Stanza stanza);

  /// Sends the last words of a stream, before [#close()]. A transport that has errors of its own
  /// says it in them where they fit.
  ///
  /// @param element the error as the stream would write it
  default void writeError(StreamError error, byte[] element) {
    write(element, 0, element.length);
  }

  /// Whether the other end's system has said that it has every byte the socket took; true where the
  /// system cannot tell. Event loop only.
  default boolean acknowledged() {
    return true;
  }

  /// Bytes written here and not yet taken by the socket.
  long pendingBytes();

  /// Whether the outbound buffer is below its high-water mark. After it was reached, this stays
  /// false until the buffer has drained to the low-water mark; each change is told by
  /// [ConnectionListener#writabilityChanged()].
  boolean writable();

  /// Stops reading from the socket. What was already read from it may still arrive.
  void pauseReading();

  /// Reads on after [#pauseReading()].
  void resumeReading();

  /// Sends what is written, then ends TLS and TCP. Nothing is received any more. The wait is
  /// bounded: a peer that does not read is cut ([NetLimits#closeTimeout()]).
  void close();

  /// Ends the connection at once. What was written may be lost.
  void abort();

  /// Runs a task on this connection's event loop, in the order of the calls of each thread. It runs
  /// even when the connection has closed meanwhile. Any thread.
  void execute(Runnable task);

  /// Whether the caller is on this connection's event loop.
  boolean inEventLoop();

  /// Runs a task on this connection's event loop after the delay, a fraction of a second late at
  /// most ([NetLimits#wheelTick()]). It runs even when the connection has closed meanwhile: cancel
  /// what must not.
  Timeout schedule(Runnable task, Duration delay);
}
