package im.viavai.server.net;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

class CertificatesTest {

  private static final TlsOptions JDK =
      new TlsOptions(TlsOptions.Engine.JDK, TlsOptions.Version.TLS_1_2);

  @TempDir Path folder;
  private final Logger logger = (Logger) LoggerFactory.getLogger(Certificates.class);
  private final ListAppender<ILoggingEvent> log = new ListAppender<>();
  private volatile Instant now = Instant.now();
  private CertificateAuthority authority;

  @BeforeEach
  void begin() throws Exception {
    authority =
        CertificateAuthority.open(
            folder, List.of("one.test", "two.test"), () -> now, new SecureRandom());
    log.start();
    logger.addAppender(log);
  }

  @AfterEach
  void end() {
    logger.detachAppender(log);
  }

  private Certificates both() throws Exception {
    return new Certificates(
        List.of(authority.certificate("one.test"), authority.certificate("two.test")),
        JDK,
        () -> now);
  }

  private List<String> logged() {
    return log.list.stream().map(ILoggingEvent::getMessage).toList();
  }

  private static void touch(Path file, int seconds) throws Exception {
    Files.setLastModifiedTime(file, FileTime.from(Instant.now().plus(Duration.ofSeconds(seconds))));
  }

  @Test
  void unknownNamesGetTheFirstDomain() throws Exception {
    try (var certificates = both()) {
      var one = certificates.select("one.test");
      assertThat(certificates.select("two.test")).isNotSameAs(one);
      assertThat(certificates.select("")).isSameAs(one);
      assertThat(certificates.select("elsewhere.test")).isSameAs(one);
    }
  }

  @Test
  void brokenFileKeepsTheOldOneAndIsLoggedOnce() throws Exception {
    try (var certificates = both()) {
      var before = certificates.select("one.test");
      var key = folder.resolve("one.test.key");
      var good = Files.readString(key);
      Files.writeString(key, "half a ke");
      touch(key, 10);
      certificates.refresh();
      certificates.refresh();
      assertThat(certificates.select("one.test")).isSameAs(before);
      assertThat(logged()).containsExactly("certificate_not_replaced");
      assertThatThrownBy(certificates::reload)
          .isInstanceOf(BadCertificate.class)
          .hasMessageContaining("one.test.key");

      Files.writeString(key, good);
      touch(key, 20);
      certificates.refresh();
      assertThat(certificates.select("one.test")).isNotSameAs(before);
      assertThat(logged()).last().isEqualTo("certificate_replaced");
    }
  }

  @Test
  void missingFileKeepsTheOldOne() throws Exception {
    try (var certificates = both()) {
      var before = certificates.select("one.test");
      Files.delete(folder.resolve("one.test.crt"));
      certificates.refresh();
      certificates.refresh();
      assertThat(certificates.select("one.test")).isSameAs(before);
      assertThat(logged()).containsExactly("certificate_not_replaced");
    }
  }

  @Test
  void keyOfAnotherCertificateIsRefused() throws Exception {
    var files = authority.certificate("one.test");
    var other = authority.certificate("two.test");
    assertThatThrownBy(() ->
            new Certificates(
                List.of(new CertificateFiles("one.test", files.chain(), other.key())),
                JDK,
                InstantSource.system()))
        .isInstanceOf(BadCertificate.class)
        .hasMessageContaining("does not belong");
  }

  @Test
  void unchangedFilesAreNotReadAgain() throws Exception {
    try (var certificates = both()) {
      var before = certificates.select("two.test");
      certificates.refresh();
      assertThat(certificates.select("two.test")).isSameAs(before);
      certificates.reload();
      assertThat(certificates.select("two.test")).isNotSameAs(before);
    }
  }

  @Test
  void comingEndIsWarnedOfOnceADay() throws Exception {
    try (var certificates = both()) {
      now = now.plus(CertificateAuthority.LEAF_LIFE).minus(Duration.ofDays(13));
      certificates.refresh();
      certificates.refresh();
      assertThat(logged()).containsExactly("certificate_expires", "certificate_expires"); // two
      now = now.plus(Duration.ofDays(1));
      certificates.refresh();
      assertThat(logged()).hasSize(4);
    }
  }

  @Test
  void watchRenewsAndReads() throws Exception {
    try (var certificates = both()) {
      var before = certificates.select("one.test");
      CertificateWatch.Renewal renewal =
          () -> {
            now = now.plus(Duration.ofDays(300));
            authority.certificate("one.test");
          };
      try (var watch = new CertificateWatch(certificates, renewal, Duration.ofMillis(50))) {
        await().until(() -> certificates.select("one.test") != before);
        assertThat(watch).isNotNull();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "../etc", "a/b", "a b", "b\u00fccher.test", "-x"})
  void whatIsNoDomainIsRefused(String domain) {
    assertThatThrownBy(() -> new CertificateFiles(domain, folder, folder))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @CsvSource({
    "genrsa -traditional -out KEY 2048, sha256",
    "genrsa -out KEY 2048, sha512",
    "ecparam -name secp384r1 -genkey -noout -out KEY, sha384",
    "genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out KEY, sha256"
  })
  void keysOfOtherToolsAreRead(String command, String hash) throws Exception {
    var key = folder.resolve("own.key");
    var chain = folder.resolve("own.crt");
    run(command.replace("KEY", key.toString()));
    run(
        "req -new -x509 -key %s -out %s -days 30 -subj /CN=x -addext subjectAltName=DNS:own.test,DNS:*.own.test -%s"
            .formatted(key, chain, hash));
    var files = new CertificateFiles("own.test", chain, key);
    for (var engine : TlsOptions.Engine.values()) {
      var options = new TlsOptions(engine, TlsOptions.Version.TLS_1_3);
      var list = List.of(authority.certificate("one.test"), files);
      try (var certificates = new Certificates(list, options, () -> now)) {
        assertThat(certificates.select("conference.own.test"))
            .isSameAs(certificates.select("own.test"))
            .isNotSameAs(certificates.select("one.test"));
      }
    }
    int bits = Integer.parseInt(hash.substring(3));
    assertThat(TlsContexts.endPoint(Pem.certificates(chain).getFirst())).hasSize(bits / 8);
  }

  @Test
  void certificateFarLargerThanTheHandshakeBufferIsSent() throws Exception {
    var key = folder.resolve("big.key");
    var chain = folder.resolve("big.crt");
    run("genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out " + key);
    var names = new StringBuilder("DNS:localhost");
    for (int i = 0; i < 300; i++) {
      names.append(",DNS:one-of-many-names-").append(i).append(".test");
    }
    run(
        "req -new -x509 -key %s -out %s -days 30 -subj /CN=x -addext subjectAltName=%s"
            .formatted(key, chain, names));
    var files = new CertificateFiles("localhost", chain, key);
    try (var certificates =
            new Certificates(List.of(files), TlsOptions.DEFAULT, InstantSource.system());
        var listeners = new Listeners(TestServer.QUICK, certificates, new NetMetrics())) {
      var config =
          new ListenerConfig(InetAddress.getLoopbackAddress(), 0, ListenerConfig.Mode.DIRECT_TLS);
      var listener = listeners.listen(config, TestServer.Idler::new);
      for (var version : List.of("TLSv1.3", "TLSv1.2")) {
        var below = new Socket(InetAddress.getLoopbackAddress(), listener.address().getPort());
        try (var tls = TestServer.tls(TestServer.trust(chain), below, "localhost", version)) {
          tls.getOutputStream().write("echo".getBytes(US_ASCII));
          assertThat(tls.getInputStream().readNBytes(4)).isEqualTo("echo".getBytes(US_ASCII));
        }
      }
    }
  }

  @Test
  void endPointOfAnEd25519SignatureIsNotDefined() throws Exception {
    var key = folder.resolve("ed.key");
    var chain = folder.resolve("ed.crt");
    run("genpkey -algorithm ed25519 -out " + key);
    run("req -new -x509 -key %s -out %s -days 30 -subj /CN=x".formatted(key, chain));
    assertThat(TlsContexts.endPoint(Pem.certificates(chain).getFirst())).isEmpty();
  }

  @Test
  void endPointOfAnRsaPssSignatureUsesItsHash() throws Exception {
    var key = folder.resolve("pss.key");
    var chain = folder.resolve("pss.crt");
    run("genrsa -out " + key + " 2048");
    run(
        "req -new -x509 -key %s -out %s -days 30 -subj /CN=x -sha512 -sigopt rsa_padding_mode:pss"
            .formatted(key, chain));
    assertThat(TlsContexts.endPoint(Pem.certificates(chain).getFirst())).hasSize(64);
  }

  private static void run(String arguments) throws Exception {
    var command = new java.util.ArrayList<>(List.of("openssl"));
    command.addAll(List.of(arguments.split(" ", -1)));
    var process = new ProcessBuilder(command).redirectErrorStream(true).start();
    var output = new String(process.getInputStream().readAllBytes(), US_ASCII);
    assertThat(process.waitFor()).as(output).isZero();
  }
}
