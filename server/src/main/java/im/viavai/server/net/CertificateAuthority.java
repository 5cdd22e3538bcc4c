package im.viavai.server.net;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.SignatureException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A small authority of one's own, for a server that has no certificates yet: it lies in a folder
/// as `ca.crt` and `ca.key`, and makes `DOMAIN.crt` and `DOMAIN.key` for each domain.
///
/// Whoever trusts `ca.crt` trusts it for the served domains only (name constraints). One thread at
/// a time.
public final class CertificateAuthority {

  /// How long the authority lives.
  public static final Duration AUTHORITY_LIFE = Duration.ofDays(3652);

  /// How long a domain's certificate lives. What is left of it when it is renewed is a third.
  public static final Duration LEAF_LIFE = Duration.ofDays(397);

  /// When less is left, a certificate is renewed. (Dividing the other, instead, would make the JVM
  /// compute what only large decimals need.)
  private static final Duration LEAF_RENEWAL = Duration.ofHours(LEAF_LIFE.toHours() / 3);

  private static final Logger LOG = LoggerFactory.getLogger(CertificateAuthority.class);

  /// A peer's clock may be late.
  private static final Duration CLOCK_SLACK = Duration.ofHours(24);

  /// How far back a domain's certificate begins. A server whose clock was a year ahead when it made
  /// one shows it to clients whose clocks are right (P14). With [#LEAF_LIFE] it stays within the
  /// 825 days that clients accept.
  private static final Duration LEAF_SLACK = Duration.ofDays(400);

  private static final String NAME = "Viavai private CA";

  private final Path folder;
  private final InstantSource clock;
  private final X509 x509;
  private final X509Certificate certificate;
  private final PrivateKey key;

  private CertificateAuthority(
      Path folder, InstantSource clock, X509 x509, X509Certificate certificate, PrivateKey key) {
    this.folder = folder;
    this.clock = clock;
    this.x509 = x509;
    this.certificate = certificate;
    this.key = key;
  }

  /// Opens the authority in this folder, and makes it if it is not there.
  ///
  /// @param domains what a new one may speak for, in ASCII; subdomains are included
  /// @throws BadCertificate if what is there cannot be used
  public static CertificateAuthority open(
      Path folder, List<String> domains, InstantSource clock, SecureRandom random)
      throws IOException, BadCertificate {
    var x509 = new X509(random);
    Path certificateFile = folder.resolve("ca.crt");
    Path keyFile = folder.resolve("ca.key");
    try {
      if (!Files.exists(certificateFile) && !Files.exists(keyFile)) {
        Files.createDirectories(folder);
        var keys = x509.newKeys();
        var now = clock.instant();
        var from = now.minus(CLOCK_SLACK);
        var made =
            x509.authority(
                NAME + " of " + domains.getFirst(), keys, domains, from, now.plus(AUTHORITY_LIFE));
        write(keyFile, Pem.encode("PRIVATE KEY", keys.getPrivate().getEncoded()), true);
        write(certificateFile, Pem.encode("CERTIFICATE", made.getEncoded()), false);
        LOG.atInfo().addKeyValue("file", certificateFile).log("authority_made");
      }
      var certificate = Pem.certificates(certificateFile).getFirst();
      var key = Pem.privateKey(keyFile, certificate);
      return new CertificateAuthority(folder, clock, x509, certificate, key);
    } catch (GeneralSecurityException e) {
      throw new BadCertificate("authority in " + folder + ": " + e.getMessage(), e);
    }
  }

  /// The file to give to clients, so that they trust this server.
  public Path file() {
    return folder.resolve("ca.crt");
  }

  /// The certificate of a domain, made if it is not there, renewed if it was made here and less
  /// than a third of its life is left. A certificate that somebody else put there is never touched.
  ///
  /// @param domain in ASCII
  public CertificateFiles certificate(String domain) throws IOException, BadCertificate {
    var files =
        new CertificateFiles(
            domain, folder.resolve(domain + ".crt"), folder.resolve(domain + ".key"));
    try {
      if (!Files.exists(files.chain()) || isDue(Pem.certificates(files.chain()).getFirst())) {
        make(files);
      }
      return files;
    } catch (GeneralSecurityException e) {
      throw new BadCertificate("certificate of " + domain + ": " + e.getMessage(), e);
    }
  }

  private void make(CertificateFiles files) throws IOException, GeneralSecurityException {
    KeyPair keys = x509.newKeys();
    var now = clock.instant();
    var leaf =
        x509.leaf(
            certificate,
            key,
            files.domain(),
            keys.getPublic(),
            now.minus(LEAF_SLACK),
            now.plus(LEAF_LIFE));
    write(files.key(), Pem.encode("PRIVATE KEY", keys.getPrivate().getEncoded()), true);
    write(
        files.chain(),
        Pem.encode("CERTIFICATE", leaf.getEncoded())
            + Pem.encode("CERTIFICATE", certificate.getEncoded()),
        false);
    LOG.atInfo()
        .addKeyValue("domain", files.domain())
        .addKeyValue("end", leaf.getNotAfter().toInstant())
        .log("certificate_made");
  }

  private boolean isDue(X509Certificate leaf) throws GeneralSecurityException {
    Instant due = leaf.getNotAfter().toInstant().minus(LEAF_RENEWAL);
    if (clock.instant().isBefore(due)) return false; // before the signature, which takes longer
    try {
      leaf.verify(certificate.getPublicKey());
      return true;
    } catch (SignatureException | InvalidKeyException e) {
      return false; // not ours
    }
  }

  /// Writes a file at once or not at all; a secret one never was readable by others.
  private static void write(Path file, String text, boolean secret) throws IOException {
    Path part = file.resolveSibling(file.getFileName() + ".part");
    Files.deleteIfExists(part);
    boolean posix =
        Files.getFileStore(file.toAbsolutePath().getParent()).supportsFileAttributeView("posix");
    FileAttribute<?>[] attributes =
        secret && posix
            ? new FileAttribute<?>[] {
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
            }
            : new FileAttribute<?>[0];
    Files.createFile(part, attributes);
    Files.writeString(part, text, US_ASCII);
    Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }
}
