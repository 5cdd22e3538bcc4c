package im.viavai.server.net;

/// How TLS is done.
///
/// @param engine who does the cryptography
/// @param oldest the oldest version spoken
public record TlsOptions(Engine engine, Version oldest) {

  /// BoringSSL, TLS 1.2 and 1.3.
  public static final TlsOptions DEFAULT = new TlsOptions(Engine.BORINGSSL, Version.TLS_1_2);

  /// Who does the cryptography.
  public enum Engine {
    /// BoringSSL through Netty; where its library cannot be loaded, the JDK's instead, with a WARN.
    BORINGSSL,
    /// The engine of the JDK: four times the CPU for a handshake.
    JDK
  }

  /// Versions of TLS.
  public enum Version {
    /// RFC 5246, with AEAD cipher suites and forward secrecy only (RFC 7590 section 3.2).
    TLS_1_2,
    /// RFC 8446.
    TLS_1_3
  }
}
