package im.viavai.server.net;

import java.net.InetAddress;

/// One port to listen on.
///
/// @param address the local address; the wildcard address for all of them
/// @param port 0 to 65535; 0 takes a free one
/// @param mode what is spoken on it
public record ListenerConfig(InetAddress address, int port, Mode mode) {

  /// What is spoken on a port.
  public enum Mode {
    /// Told apart by the first byte: 0x16 begins TLS (XEP-0368), anything else a plain stream that
    /// offers STARTTLS.
    AUTO,
    /// TLS from the first byte (XEP-0368).
    DIRECT_TLS,
    /// HTTP/1.1 inside TLS.
    HTTPS;

    /// What a client must name if it offers application protocols (RFC 7301).
    String applicationProtocol() {
      return switch (this) {
        case AUTO, DIRECT_TLS -> TlsContexts.XMPP_CLIENT;
        case HTTPS -> TlsContexts.HTTP_1_1;
      };
    }
  }

  /// Refuses a port out of range.
  public ListenerConfig {
    if (port < 0 || port > 65535) {
      throw new IllegalArgumentException("port out of range: " + port);
    }
  }
}
