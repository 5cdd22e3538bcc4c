package im.viavai.server.net;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import im.viavai.xmpp.Requirement;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.security.cert.CertPathValidator;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CertificateAuthorityTest {

  private static final Instant START = Instant.parse("2026-03-01T12:00:00Z");

  @TempDir Path folder;
  private Instant now = START;

  private CertificateAuthority open(String... domains) throws Exception {
    return CertificateAuthority.open(folder, List.of(domains), () -> now, new SecureRandom());
  }

  private static X509Certificate first(Path file) throws Exception {
    return Pem.certificates(file).getFirst();
  }

  private void verify(X509Certificate leaf, X509Certificate anchor) throws Exception {
    var path = CertificateFactory.getInstance("X.509").generateCertPath(List.of(leaf));
    var parameters = new PKIXParameters(Set.of(new TrustAnchor(anchor, null)));
    parameters.setRevocationEnabled(false);
    parameters.setDate(Date.from(now));
    CertPathValidator.getInstance("PKIX").validate(path, parameters);
  }

  private static String openssl(String... arguments) throws IOException, InterruptedException {
    var command = new java.util.ArrayList<>(List.of("openssl"));
    command.addAll(List.of(arguments));
    var process = new ProcessBuilder(command).redirectErrorStream(true).start();
    var output = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
    return output;
  }

  @Test
  void madeCertificatesVerifyWithTheJdkAndWithOpenssl() throws Exception {
    var authority = open("localhost", "example.org");
    for (var domain : List.of("localhost", "example.org", "conference.example.org")) {
      var files = authority.certificate(domain);
      verify(first(files.chain()), first(authority.file()));
      openssl(
          "verify",
          "-x509_strict",
          "-attime",
          String.valueOf(now.getEpochSecond()),
          "-purpose",
          "sslserver",
          "-verify_hostname",
          domain,
          "-CAfile",
          authority.file().toString(),
          files.chain().toString());
    }
  }

  @Test
  @Requirement(
      document = "RFC 6120",
      section = "13.7.1.2.1",
      quote = "SHOULD include an id-on-xmppAddr, SRV-ID and DNS-ID")
  void certificateNamesTheDomainInEveryForm() throws Exception {
    var text =
        openssl(
            "x509",
            "-noout",
            "-text",
            "-in",
            open("localhost").certificate("localhost").chain().toString());
    assertThat(text)
        .contains("DNS:localhost", "IP Address:127.0.0.1", "IP Address:0:0:0:0:0:0:0:1")
        .contains("XmppAddr", "SRVName", "TLS Web Server Authentication", "prime256v1");
  }

  @Test
  void authorityMayNotSpeakForOthers() throws Exception {
    var authority = open("example.org");
    var foreign = authority.certificate("bank.test");
    assertThatThrownBy(() ->
            openssl(
                "verify",
                "-attime",
                String.valueOf(now.getEpochSecond()),
                "-CAfile",
                authority.file().toString(),
                foreign.chain().toString()))
        .hasMessageContaining("permitted subtree violation");
  }

  @Test
  void keysAreReadableByTheOwnerOnly() throws Exception {
    var files = open("example.org").certificate("example.org");
    for (var key : List.of(files.key(), folder.resolve("ca.key"))) {
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(key)))
          .isEqualTo("rw-------");
    }
    try (var all = Files.list(folder)) {
      assertThat(all.map(file -> String.valueOf(file.getFileName())))
          .containsExactlyInAnyOrder("ca.crt", "ca.key", "example.org.crt", "example.org.key");
    }
  }

  @Test
  void renewedWhenAThirdIsLeftAndNotBefore() throws Exception {
    var authority = open("example.org");
    var made = first(authority.certificate("example.org").chain());
    now = START.plus(Duration.ofDays(263));
    assertThat(first(authority.certificate("example.org").chain())).isEqualTo(made);
    now = START.plus(Duration.ofDays(266));
    var renewed = first(authority.certificate("example.org").chain());
    assertThat(renewed).isNotEqualTo(made);
    verify(renewed, first(authority.file()));
  }

  @Test
  void reopenedAuthorityIsTheSame() throws Exception {
    var before = first(open("example.org").file());
    var again = open("other.test");
    assertThat(first(again.file())).isEqualTo(before);
    verify(first(again.certificate("example.org").chain()), before);
  }

  @Test
  void certificateOfSomebodyElseIsNotTouched() throws Exception {
    var other =
        CertificateAuthority.open(
            folder.resolve("other"), List.of("example.org"), () -> now, new SecureRandom());
    var foreign = other.certificate("example.org");
    var authority = open("example.org");
    Files.copy(foreign.chain(), folder.resolve("example.org.crt"));
    Files.copy(foreign.key(), folder.resolve("example.org.key"));
    // the same name, so only the issuer's key can tell: made by another folder's authority
    now = START.plus(Duration.ofDays(390));
    byte[] before = Files.readAllBytes(folder.resolve("example.org.crt"));
    authority.certificate("example.org");
    assertThat(Files.readAllBytes(folder.resolve("example.org.crt"))).isEqualTo(before);
  }

  @Test
  void damagedAuthorityIsNamed() throws Exception {
    var authority = open("example.org");
    Files.writeString(authority.file(), "nonsense");
    assertThatThrownBy(() -> open("example.org"))
        .isInstanceOf(BadCertificate.class)
        .hasMessageContaining("ca.crt");
  }

  @Test
  void longLivesAreWrittenWithFourDigitsOfTheYear() throws Exception {
    now = Instant.parse("2045-01-01T00:00:00Z");
    var authority = first(open("example.org").file());
    assertThat(authority.getNotAfter().toInstant())
        .isEqualTo(now.plus(CertificateAuthority.AUTHORITY_LIFE));
  }
}
