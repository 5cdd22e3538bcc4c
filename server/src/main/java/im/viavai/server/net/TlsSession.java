package im.viavai.server.net;

/// What TLS agreed on, as far as SASL and the logs want to know.
public interface TlsSession {

  /// No TLS: empty names, no channel bindings.
  TlsSession NONE = new NegotiatedTls("", "", () -> new byte[0], new byte[0]);

  /// `TLSv1.3`, `TLSv1.2` or `""`.
  String protocol();

  /// The cipher suite's name, or `""`.
  String cipher();

  /// The `tls-exporter` channel binding (RFC 9266): 32 bytes, or empty when it is not defined (TLS
  /// 1.2 without RFC 7627) or the engine cannot tell it. A fresh copy.
  byte[] tlsExporter();

  /// The `tls-server-end-point` channel binding (RFC 5929 section 4): the hash of the certificate
  /// this connection was given, or empty when it is not defined for its signature. A fresh copy.
  byte[] tlsServerEndPoint();
}
