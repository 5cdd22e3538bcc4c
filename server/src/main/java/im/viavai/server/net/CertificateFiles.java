package im.viavai.server.net;

import java.nio.file.Path;
import java.util.Locale;

/// Where the certificate of a domain lies.
///
/// @param domain the served domain in ASCII, as it stands in SNI (A-labels for an internationalised
///   name)
/// @param chain PEM, the domain's certificate first, then its issuers
/// @param key PEM, the private key, without a password
public record CertificateFiles(String domain, Path chain, Path key) {

  /// Lower-cases the domain and refuses what cannot be one.
  public CertificateFiles {
    domain = domain.toLowerCase(Locale.ROOT);
    if (!domain.matches("[a-z0-9\\[][a-z0-9._:\\]-]*")) {
      throw new IllegalArgumentException("not a domain in ASCII: " + domain);
    }
  }
}
