package im.viavai.server.net;

import java.net.InetAddress;
import java.util.List;

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
    /// HTTP/1.1 inside TLS. Told apart by the first byte: plain text gets as far as the door, which
    /// sends it to TLS.
    HTTPS,
    /// [#AUTO] and [#HTTPS] on one port; whoever takes its connections tells them apart.
    SHARED,
    /// [#DIRECT_TLS] and [#HTTPS] on one port, TLS from the first byte.
    SHARED_TLS;

    /// What a client may name if it offers application protocols (RFC 7301).
    List<String> applicationProtocols() {
      return switch (this) {
        case AUTO, DIRECT_TLS -> List.of(TlsContexts.XMPP_CLIENT);
        case HTTPS -> List.of(TlsContexts.HTTP_1_1);
        case SHARED, SHARED_TLS -> List.of(TlsContexts.XMPP_CLIENT, TlsContexts.HTTP_1_1);
      };
    }

    /// Whether plain text is taken, to be led to TLS.
    boolean takesPlain() {
      return switch (this) {
        case AUTO, HTTPS, SHARED -> true;
        case DIRECT_TLS, SHARED_TLS -> false;
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
