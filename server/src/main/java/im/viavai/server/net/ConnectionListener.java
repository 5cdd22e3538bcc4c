package im.viavai.server.net;

/// What sits above a [Connection]: usually a stream. Every method is called on the connection's
/// event loop.
public interface ConnectionListener {

  /// Bytes came in, decrypted. The array is shared by all connections of the loop: it is valid
  /// during this call only.
  void received(byte[] bytes, int offset, int length);

  /// What was received since the last call is one message of its own. Only from a connection that
  /// has messages, such as WebSocket.
  default void messageEnded() {}

  /// The TLS handshake is done, after [Connection#startTls()] or on a connection that began with
  /// TLS.
  void secured();

  /// The socket took everything written so far. Called at most once per turn of the loop, only if
  /// something was written.
  void flushed();

  /// [Connection#writable()] changed.
  void writabilityChanged();

  /// The connection is gone, for whatever reason. Called exactly once, and last.
  void closed();

  /// Makes the listener of each new connection. Called on the connection's event loop, before
  /// anything was received.
  @FunctionalInterface
  interface Acceptor {
    ConnectionListener accept(Connection connection);
  }

  /// The other end says no more, and its system has everything we wrote. A process that closes with
  /// something unread is told of by a reset instead, so it has read it. Comes before [#closed].
  default void endedInOrder() {}
}
