package im.viavai.server.net;

import java.util.function.Supplier;

/// A [TlsSession] made on demand, so that an idle connection does not keep one.
final class NegotiatedTls implements TlsSession {

  private final String protocol;
  private final String cipher;
  private final Supplier<byte[]> exporter;
  private final byte[] endPoint;

  /// The supplier gives a fresh array each time.
  NegotiatedTls(String protocol, String cipher, Supplier<byte[]> exporter, byte[] endPoint) {
    this.protocol = protocol;
    this.cipher = cipher;
    this.exporter = exporter;
    this.endPoint = endPoint;
  }

  @Override
  public String protocol() {
    return protocol;
  }

  @Override
  public String cipher() {
    return cipher;
  }

  @Override
  public byte[] tlsExporter() {
    return exporter.get();
  }

  @Override
  public byte[] tlsServerEndPoint() {
    return endPoint.clone();
  }
}
