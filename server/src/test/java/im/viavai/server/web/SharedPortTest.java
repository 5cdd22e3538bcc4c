package im.viavai.server.web;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import im.viavai.xmpp.Requirement;
import java.io.IOException;
import java.net.Socket;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SharedPortTest {
  private static final String REQUEST =
      "GET /health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
  private static final String HEADER = "<stream:stream>";

  private static WebServer server;

  @BeforeAll
  static void start() throws Exception {
    server = new WebServer(WebLimits.DEFAULT);
  }

  @AfterAll
  static void stop() throws IOException {
    server.close();
  }

  private static String talk(Socket socket, String text) throws IOException {
    try (socket) {
      socket.getOutputStream().write(text.getBytes(UTF_8));
      socket.getOutputStream().flush();
      return WebServer.rest(socket);
    }
  }

  private String secured(int port, String text, String... protocols) throws IOException {
    return talk(server.secured(server.plain(port), protocols), text);
  }

  @Test
  @Requirement(
      document = "XEP-0368",
      section = "4",
      quote =
          "this provides a way to host multiple services on the same port, especially when SNI or ALPN extensions are used")
  void whatTheClientNamesInTlsIsSpoken() throws IOException {
    for (int port : new int[] {server.shared, server.sharedTls}) {
      assertThat(secured(port, REQUEST, "http/1.1")).startsWith("HTTP/1.1 200 OK");
      assertThat(secured(port, REQUEST, "h2", "http/1.1")).startsWith("HTTP/1.1 200 OK");
      assertThat(secured(port, HEADER, "xmpp-client")).isEqualTo("stream true xmpp-client");
      // named is named: a letter as the first byte of a stream is the stream's matter
      assertThat(secured(port, REQUEST, "xmpp-client")).isEqualTo("stream true xmpp-client");
    }
  }

  @Test
  void withoutANameTheFirstByteInsideTlsTells() throws IOException {
    for (int port : new int[] {server.shared, server.sharedTls}) {
      assertThat(secured(port, REQUEST)).startsWith("HTTP/1.1 200 OK");
      assertThat(secured(port, HEADER)).isEqualTo("stream true ");
      assertThat(secured(port, " \n" + HEADER)).isEqualTo("stream true ");
    }
  }

  @Test
  void anotherNameIsRefused() {
    assertThatThrownBy(() -> secured(server.shared, REQUEST, "h2"))
        .hasMessageContaining("no_application_protocol");
  }

  @Test
  void plainTextBecomesAStreamWithStartTls() throws IOException {
    try (Socket plain = server.plain(server.shared)) {
      plain.getOutputStream().write("<starttls/>".getBytes(UTF_8));
      assertThat(new String(plain.getInputStream().readNBytes(7), UTF_8)).isEqualTo("proceed");
      assertThat(talk(server.secured(plain), HEADER)).isEqualTo("stream true ");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "/invite/abc?x=1", "/ws", "/upload/a"})
  void plainHttpIsSentToTlsAndToldNothingElse(String target) throws IOException {
    for (int port : new int[] {server.shared, server.port}) {
      String request = "GET " + target + " HTTP/1.1\r\nHost: localhost:" + port + "\r\n\r\n";
      assertThat(talk(server.plain(port), request))
          .startsWith("HTTP/1.1 308 Permanent Redirect")
          .contains("location: https://localhost:" + port + target + "\r\n")
          .contains("connection: close\r\n")
          .doesNotContain("<title>");
    }
  }

  @Test
  void aPortOfTlsAloneTakesNoPlainText() throws IOException {
    assertThat(talk(server.plain(server.sharedTls), REQUEST)).doesNotContain("HTTP");
  }
}
