package im.viavai.server.net;

import java.net.InetSocketAddress;

/// What the connections of one listener share. Any thread.
record Port(
    ListenerConfig config,
    ConnectionListener.Acceptor acceptor,
    NetLimits limits,
    Certificates certificates,
    Admission admission,
    NetMetrics metrics) {

  boolean directTlsOnly() {
    return !config.mode().takesPlain();
  }

  /// Whether nothing but a stream is spoken on it before TLS.
  boolean beginsWithStream() {
    return config.mode() == ListenerConfig.Mode.AUTO;
  }

  /// A connection that was taken in has ended.
  void left(InetSocketAddress remoteAddress) {
    admission.leave(remoteAddress.getAddress());
    metrics.countClosed();
  }
}
