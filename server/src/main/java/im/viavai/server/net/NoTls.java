package im.viavai.server.net;

/// The session of a connection without TLS.
final class NoTls implements TlsSession {

  @Override
  public String protocol() {
    return "";
  }

  @Override
  public String cipher() {
    return "";
  }

  @Override
  public byte[] tlsExporter() {
    return new byte[0];
  }

  @Override
  public byte[] tlsServerEndPoint() {
    return new byte[0];
  }
}
