package im.viavai.server.net;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import im.viavai.server.net.TlsOptions.Engine;
import im.viavai.xmpp.Requirement;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.time.Duration;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ConnectionTlsTest {

  private static final String PROCEED = "proceed;";

  private static void startTlsOnRequest(TestServer server) {
    server.onReceived =
        recorder -> {
          if (!recorder.connection.secure()) {
            recorder.write(PROCEED);
            recorder.connection.startTls();
          }
        };
  }

  private static void write(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(UTF_8));
    socket.getOutputStream().flush();
  }

  private static String read(Socket socket, int length) throws IOException {
    return new String(socket.getInputStream().readNBytes(length), UTF_8);
  }

  @ParameterizedTest
  @EnumSource
  @Requirement(
      document = "RFC 6120",
      section = "5.4.3.3",
      quote = "MUST discard any data that it received from the other party in unencrypted form")
  void plaintextInTheSameReadAsStartTlsIsForgotten(Engine engine) throws Exception { // T1
    try (var server = new TestServer(engine, TestServer.QUICK);
        var socket = server.plain()) {
      startTlsOnRequest(server);
      write(socket, "starttls;injected");
      assertThat(read(socket, PROCEED.length())).isEqualTo(PROCEED);
      var recorder = server.next();
      int before = recorder.bytes().length;
      var tls = server.tls(socket, "localhost");
      write(tls, "inside"); // the injected bytes have not reached the TLS engine either
      await().until(() -> recorder.text().endsWith("inside"));
      assertThat(recorder.bytes()).hasSize(before + "inside".length());
    }
  }

  @ParameterizedTest
  @EnumSource
  void plaintextAfterStartTlsEndsTheConnection(Engine engine) throws Exception { // T1
    try (var server = new TestServer(engine, TestServer.QUICK);
        var socket = server.plain()) {
      startTlsOnRequest(server);
      write(socket, "starttls");
      assertThat(read(socket, PROCEED.length())).isEqualTo(PROCEED);
      var recorder = server.next();
      write(socket, "<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl'/>");
      assertThat(recorder.closed.await(10, SECONDS)).isTrue();
      assertThat(recorder.text()).isEqualTo("starttls");
      assertThat(server.metrics.handshakeFailures()).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @EnumSource
  void startTlsSendsWhatWasWrittenAndTurnsToTls(Engine engine) throws Exception {
    try (var server = new TestServer(engine, TestServer.QUICK);
        var socket = server.plain()) {
      startTlsOnRequest(server);
      server.onSecured = recorder -> recorder.write("hello");
      write(socket, "starttls");
      assertThat(read(socket, PROCEED.length())).isEqualTo(PROCEED);
      var recorder = server.next();
      assertThat(recorder.connection.tls()).isSameAs(TlsSession.NONE);
      var tls = server.tls(socket, "localhost");
      assertThat(read(tls, 5)).isEqualTo("hello");
      assertThat(recorder.connection.secure()).isTrue();
      assertThat(recorder.connection.serverName()).isEqualTo("localhost");
      assertThat(server.metrics.handshakes()).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @EnumSource
  @Requirement(document = "XEP-0368", section = "3", quote = "direct TLS")
  void tlsFromTheFirstByteIsUnderstoodOnBothPorts(Engine engine) throws Exception {
    try (var server = new TestServer(engine, TestServer.QUICK)) {
      server.onReceived = recorder -> recorder.write("answer");
      for (int port : new int[] {server.auto, server.direct}) {
        try (var tls = server.tls(port)) {
          var parameters = tls.getSSLParameters();
          parameters.setApplicationProtocols(new String[] {"xmpp-client"});
          tls.setSSLParameters(parameters);
          write(tls, "x");
          assertThat(read(tls, 6)).isEqualTo("answer");
          assertThat(tls.getApplicationProtocol()).isEqualTo("xmpp-client");
          assertThat(server.next().secured.await(1, SECONDS)).isTrue();
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  @Requirement(document = "RFC 7301", section = "3.2", quote = "no_application_protocol")
  void anotherApplicationProtocolIsRefused(Engine engine) throws Exception {
    try (var server = new TestServer(engine, TestServer.QUICK);
        var tls = server.tls(server.direct)) {
      var parameters = tls.getSSLParameters();
      parameters.setApplicationProtocols(new String[] {"h2", "http/1.1"});
      tls.setSSLParameters(parameters);
      assertThatThrownBy(tls::startHandshake).hasMessageContaining("no_application_protocol");
      assertThat(server.next().closed.await(10, SECONDS)).isTrue();
      assertThat(server.metrics.handshakeFailures()).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @EnumSource
  void plainTextOnADirectTlsPortIsCut(Engine engine) throws Exception {
    try (var server = new TestServer(engine, TestServer.QUICK);
        var socket = new Socket(InetAddress.getLoopbackAddress(), server.direct)) {
      socket.setSoTimeout(10_000);
      write(socket, "<?xml version='1.0'?>");
      var recorder = server.next();
      assertThat(recorder.closed.await(10, SECONDS)).isTrue();
      assertThat(recorder.text()).isEmpty();
      assertThat(server.metrics.handshakeFailures()).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @EnumSource
  void serverNameSelectsTheCertificate(Engine engine) throws Exception {
    try (var server = new TestServer(engine, TestServer.QUICK)) {
      for (String name : new String[] {"localhost", "second.test"}) {
        var below = new Socket(InetAddress.getLoopbackAddress(), server.direct);
        try (var tls = server.tls(below, name)) {
          tls.startHandshake(); // the client verifies the name
          assertThat(server.next().secured.await(10, SECONDS)).isTrue();
        }
      }
      var below = new Socket(InetAddress.getLoopbackAddress(), server.direct);
      try (var tls = server.tls(below, "unknown.test")) {
        assertThatThrownBy(tls::startHandshake).isInstanceOf(IOException.class);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"BORINGSSL,TLSv1", "BORINGSSL,TLSv1.1", "JDK,TLSv1", "JDK,TLSv1.1"})
  @Requirement(document = "RFC 8996", section = "4", quote = "TLS 1.0 MUST NOT be used")
  void oldVersionsAreRefused(Engine engine, String version) throws Exception {
    try (var server = new TestServer(engine, TestServer.QUICK);
        var socket = new Socket(InetAddress.getLoopbackAddress(), server.direct)) {
      socket.setSoTimeout(10_000);
      socket.getOutputStream().write(Hello.of(version.equals("TLSv1") ? 1 : 2));
      byte[] answer = socket.getInputStream().readAllBytes();
      assertThat(answer).hasSize(7).startsWith(21); // one alert, then the end
      assertThat(answer[5]).isEqualTo((byte) 2); // fatal
      assertThat(answer[6]).isIn((byte) 70, (byte) 40); // protocol_version, handshake_failure
    }
  }

  @ParameterizedTest
  @CsvSource({"BORINGSSL,TLSv1.3", "BORINGSSL,TLSv1.2", "JDK,TLSv1.3", "JDK,TLSv1.2"})
  @Requirement(document = "RFC 9266", section = "2", quote = "EXPORTER-Channel-Binding")
  void channelBindingsAreTheSameAtBothEnds(Engine engine, String version) throws Exception {
    try (var server = new TestServer(engine, TestServer.QUICK)) {
      for (int i = 0; i < 3; i++) { // the later ones resume
        var below = new Socket(InetAddress.getLoopbackAddress(), server.direct);
        try (var tls = server.tls(below, "localhost", version)) {
          tls.startHandshake();
          var recorder = server.next();
          assertThat(recorder.secured.await(10, SECONDS)).isTrue();
          var session = recorder.connection.tls();
          assertThat(session.protocol()).isEqualTo(version);
          assertThat(session.cipher()).isEqualTo(tls.getSession().getCipherSuite());
          assertThat(session.tlsExporter())
              .hasSize(32)
              .isEqualTo(
                  ((ExtendedSSLSession) tls.getSession())
                      .exportKeyingMaterialData("EXPORTER-Channel-Binding", new byte[0], 32));
          assertThat(session.tlsServerEndPoint()).isEqualTo(sha256(tls));
        }
      }
    }
  }

  private static byte[] sha256(SSLSocket tls) throws Exception {
    var certificate = (X509Certificate) tls.getSession().getPeerCertificates()[0];
    return MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded());
  }

  @ParameterizedTest
  @EnumSource
  void sessionsResumeByTicket(Engine engine) throws Exception {
    try (var server = new TestServer(engine, TestServer.QUICK)) {
      var context = server.trust();
      server.onReceived = recorder -> recorder.write("answer");
      long[] created = new long[2];
      for (int i = 0; i < 2; i++) {
        try (var tls =
            (SSLSocket) context.getSocketFactory().createSocket("localhost", server.direct)) {
          write(tls, "x");
          assertThat(read(tls, 6)).isEqualTo("answer"); // reads the ticket before it
          created[i] = tls.getSession().getCreationTime();
        }
        Thread.sleep(5);
      }
      assertThat(created[1]).as("the second session is the first one").isEqualTo(created[0]);
    }
  }

  @ParameterizedTest
  @EnumSource
  void slowHandshakeIsCut(Engine engine) throws Exception {
    var limits = TestServer.limits(Duration.ofMillis(200), 64 * 1024, 1024 * 1024);
    try (var server = new TestServer(engine, limits);
        var socket = server.plain()) {
      byte[] hello = Hello.of(3);
      socket.getOutputStream().write(hello, 0, 20);
      assertThat(server.next().closed.await(10, SECONDS)).isTrue();
      assertThat(server.metrics.aborted(NetMetrics.Aborted.HANDSHAKE_TIMEOUT)).isEqualTo(1);
      assertThat(server.metrics.handshakeFailures()).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @EnumSource
  void t25Cve2026_43506ASilentConnectionIsCut(Engine engine) throws Exception {
    var limits = TestServer.limits(Duration.ofMillis(200), 64 * 1024, 1024 * 1024);
    try (var server = new TestServer(engine, limits);
        var socket = server.plain()) {
      assertThat(server.next().closed.await(10, SECONDS)).isTrue();
      assertThat(server.metrics.aborted(NetMetrics.Aborted.FIRST_BYTE_TIMEOUT)).isEqualTo(1);
      assertThat(socket.isConnected()).isTrue();
    }
  }

  /// Suites without AEAD or without forward secrecy, of those that a client of the JDK can be made
  /// to offer.
  @ParameterizedTest
  @CsvSource({
    "BORINGSSL,TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA",
    "BORINGSSL,TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA384",
    "BORINGSSL,TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA",
    "JDK,TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA",
    "JDK,TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA384",
    "JDK,TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA"
  })
  void cve2013_6169WeakCipherSuitesAreRefused(Engine engine, String suite) throws Exception {
    try (var server = new TestServer(engine, TestServer.QUICK);
        var tls =
            server.tls(
                new Socket(InetAddress.getLoopbackAddress(), server.direct),
                "localhost",
                "TLSv1.2")) {
      tls.setEnabledCipherSuites(new String[] {suite});
      assertThatThrownBy(tls::startHandshake).isInstanceOf(IOException.class);
      await().until(() -> server.metrics.handshakeFailures() == 1);
      assertThat(server.metrics.handshakes()).isZero();
    }
  }

  @ParameterizedTest
  @EnumSource
  void cve2021_32920RenegotiationIsRefused(Engine engine) throws Exception { // and 2011-1473
    try (var server = new TestServer(engine, TestServer.QUICK);
        var tls =
            server.tls(
                new Socket(InetAddress.getLoopbackAddress(), server.direct),
                "localhost",
                "TLSv1.2")) {
      tls.startHandshake();
      var recorder = server.next();
      assertThat(recorder.secured.await(10, SECONDS)).isTrue();
      tls.startHandshake(); // once more
      assertThatThrownBy(
              () -> {
                write(tls, "x");
                read(tls, 1);
              })
          .isInstanceOf(IOException.class);
      assertThat(recorder.closed.await(10, SECONDS)).isTrue();
      assertThat(server.metrics.handshakes()).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @EnumSource
  void replacedCertificateServesNewConnectionsAndOldOnesGoOn(Engine engine)
      throws Exception { // F22
    try (var server = new TestServer(engine, TestServer.QUICK);
        var before = server.tls(server.direct)) {
      server.onReceived = recorder -> recorder.write("answer");
      write(before, "x");
      assertThat(read(before, 6)).isEqualTo("answer");
      byte[] old = sha256(before);

      java.nio.file.Files.delete(server.folder.resolve("localhost.crt"));
      server.authority.certificate("localhost");
      server.certificates.refresh();

      try (var after = server.tls(server.direct)) {
        after.startHandshake();
        assertThat(sha256(after)).isNotEqualTo(old);
      }
      write(before, "x");
      assertThat(read(before, 6)).isEqualTo("answer");
      assertThat(server.next().connection.tls().tlsServerEndPoint()).isEqualTo(old);
    }
  }
}
