package im.viavai.server.config;

/// Certificates and TLS.
///
/// @param certificates folder with `DOMAIN.crt` and `DOMAIN.key`; empty is `certs` in the data
///   folder
/// @param certificate chain in PEM for a domain; empty: look in the folder
/// @param key private key in PEM for a domain; empty: look in the folder
/// @param engine who does the cryptography
/// @param minVersion the oldest version spoken
@Section("tls")
@Doc("Certificates and TLS.")
public record Tls(
    @Doc(
            "Folder with DOMAIN.crt (certificate and chain, PEM) and DOMAIN.key (private key, PEM). Empty: the folder"
                + " certs in the data folder, where a certificate is made for each domain that has none.")
        @Default("")
        String certificates,
    @Doc("Certificate and chain (PEM) of one domain, when it does not lie in the folder.")
        @Default("")
        @PerDomain
        String certificate,
    @Doc("Private key (PEM) of one domain, when it does not lie in the folder.")
        @Default("")
        @PerDomain
        String key,
    @Doc(
            "Who does the cryptography: \"boringssl\" costs a quarter of the CPU, \"jdk\" is pure Java.")
        @Default("boringssl")
        Engine engine,
    @Doc("The oldest TLS version spoken: \"1.2\" or \"1.3\".") @Default("1.2") String minVersion) {
  /// Who does the cryptography.
  public enum Engine {
    /// BoringSSL through Netty.
    BORINGSSL,
    /// The engine of the JDK.
    JDK
  }

  /// Checks the version.
  public Tls {
    if (!minVersion.equals("1.2") && !minVersion.equals("1.3")) {
      throw new IllegalArgumentException(
          "min_version is \"" + minVersion + "\"; write \"1.2\" or \"1.3\"");
    }
  }
}
