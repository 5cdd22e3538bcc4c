package im.viavai.server.web;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import im.viavai.server.config.BoshOptions;
import im.viavai.server.config.Config;
import im.viavai.xmpp.Requirement;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WebDoorTest {
  private static final String HOST = "Host: localhost\r\n";
  private WebServer server;

  @BeforeAll
  void start() throws Exception {
    server =
        new WebServer(
            WebLimits.DEFAULT.withTimeouts(
                Duration.ofMillis(600), Duration.ofMillis(600), Duration.ofSeconds(5)));
  }

  @AfterAll
  void stop() throws IOException {
    server.close();
  }

  @Test
  void httpIsAgreedOnAndNothingElseIsSpokenHere() throws IOException {
    try (var socket = server.socket("h2", "http/1.1")) {
      socket.startHandshake();
      assertThat(socket.getApplicationProtocol()).isEqualTo("http/1.1");
    }
    try (var socket = server.socket("xmpp-client")) {
      assertThatThrownBy(socket::startHandshake).isInstanceOf(IOException.class);
    }
    try (var socket = server.socket("xmpp-client", "http/1.1")) {
      assertThatThrownBy(socket::startHandshake).isInstanceOf(IOException.class);
    }
  }

  @Test
  void t28ThePageComesWithItsPolicy() throws IOException {
    assertThat(server.get("/"))
        .startsWith("HTTP/1.1 200 OK\r\n")
        .contains("content-type: text/html; charset=utf-8\r\n")
        .contains("content-security-policy: default-src 'self'; ")
        .contains("connect-src 'self' wss://localhost:" + server.port + ";")
        .contains("frame-ancestors 'none'")
        .contains("x-content-type-options: nosniff\r\n")
        .contains("cache-control: no-cache\r\n")
        .doesNotContain("strict-transport-security")
        .endsWith("\r\n\r\n<!doctype html><title>Viavai</title>");
  }

  @Test
  void anInvitationOpensThePage() throws IOException {
    assertThat(server.get("/invite/Ab3.x-_~9?x=%2e")).contains(" 200 OK", "<title>Viavai</title>");
  }

  @Test
  void thePageAboutTrustAndTheAuthorityAreThere() throws IOException {
    assertThat(server.get("/trust")).contains(" 200 OK", "<title>Viavai</title>");
    assertThat(server.get("/ca.crt"))
        .contains(" 200 OK", "content-type: application/x-x509-ca-cert\r\n")
        .contains("-----BEGIN CERTIFICATE-----");
  }

  @Test
  void onlyARealNameIsToldToInsistOnTls() throws IOException {
    String page = server.talk("GET / HTTP/1.1\r\nHost: chat.test\r\nConnection: close\r\n\r\n");
    assertThat(page).contains("strict-transport-security: max-age=31536000\r\n");
  }

  @Test
  void aHashedFileIsKeptForeverAndComesCompressed() throws IOException {
    String file = "/assets/app-0123456789.js";
    assertThat(server.get(file))
        .contains("immutable", "content-length: 400000\r\n")
        .endsWith("let a = 1;")
        .hasSizeGreaterThan(400_000);
    assertThat(server.get(file, "Accept-Encoding: br, gzip"))
        .contains("content-encoding: gzip", "vary: accept-encoding")
        .hasSizeLessThan(5000);
  }

  @Test
  void whatTheBrowserHasIsNotSentAgain() throws IOException {
    String page = server.get("/");
    String tag = page.lines().filter(l -> l.startsWith("etag: ")).findFirst().orElseThrow();
    assertThat(server.get("/", "If-None-Match: " + tag.substring(6)))
        .startsWith("HTTP/1.1 304 ")
        .endsWith("\r\n\r\n");
  }

  @Test
  void requestsThatComeTogetherAreAnsweredInOrder() throws IOException {
    String one = "GET /health HTTP/1.1\r\n" + HOST + "\r\n";
    String two = "HEAD / HTTP/1.1\r\n" + HOST + "\r\n";
    String three = "GET /nothing HTTP/1.1\r\n" + HOST + "Connection: close\r\n\r\n";
    String answers = server.talk(one + two + three);
    assertThat(answers).containsSubsequence("200 OK", "ok\n", "200 OK", "404 Not Found");
    assertThat(answers).doesNotContain("<title>");
  }

  @Test
  void aRequestMayComeByteByByte() throws IOException {
    String request = "GET /health HTTP/1.1\r\n" + HOST + "Connection: close\r\n\r\n";
    assertThat(server.talk(request.split(""))).contains("200 OK", "ok\n");
  }

  @Test
  void hostMetaNamesTheWebSocketToAnyPage() throws IOException {
    assertThat(server.get("/.well-known/host-meta"))
        .contains("access-control-allow-origin: *\r\n")
        .contains(
            "<Link rel='urn:xmpp:alt-connections:websocket' href='wss://localhost:"
                + server.port
                + "/ws'/>");
    assertThat(server.get("/.well-known/host-meta.json"))
        .contains("access-control-allow-origin: *\r\n", "application/json")
        .contains("\"subject\": \"xmpp:localhost\"")
        .contains("\"wss://localhost:" + server.port + "/ws\"");
    String second =
        "GET /.well-known/host-meta.json HTTP/1.1\r\nHost: second.test\r\nConnection: close\r\n\r\n";
    assertThat(server.talk(second)).contains("xmpp:second.test", "wss://second.test/ws");
  }

  @Requirement(
      document = "XEP-0156",
      section = "2.2",
      quote = "MUST only use connection URLs starting with 'https://' or 'wss://'")
  @Test
  void hostMetaNamesNothingUnprotected() throws IOException {
    for (String file : List.of("/.well-known/host-meta", "/.well-known/host-meta.json")) {
      Matcher address = Pattern.compile("href\\W{1,5}([a-z]+)://").matcher(server.get(file));
      assertThat(address.results().map(found -> found.group(1))).containsExactly("wss", "https");
    }
    assertThat(server.get("/.well-known/host-meta.json"))
        .doesNotContain("\"xmpp\"", "priority"); // XEP-0487 §2.2: or its rules would apply
    assertThat(server.get("/health")).doesNotContain("access-control"); // §3: host-meta only
  }

  @Requirement(
      document = "XEP-0487",
      section = "2.1",
      quote = "The following are new fields defined in each link object")
  @Test
  void hostMetaTellsAllWaysInWhereAddressesAreKnown() throws Exception {
    try (WebServer known =
        new WebServer(
            WebLimits.DEFAULT,
            Config.defaults().of(BoshOptions.class),
            List.of("203.0.113.5", "2001:db8::5"))) {
      String json = known.get("/.well-known/host-meta.json", "Origin: https://elsewhere.example");
      String rest =
          ", \"weight\": 50, \"sni\": \"localhost\", \"ips\": [\"203.0.113.5\", \"2001:db8::5\"]}";
      assertThat(json)
          .contains("access-control-allow-origin: *\r\n", "\"xmpp\": {\"ttl\": 3600}")
          .contains(
              "{\"rel\": \"urn:xmpp:alt-connections:tls\", \"port\": 5223, \"priority\": 10" + rest)
          .contains("/ws\", \"priority\": 20" + rest, "/bosh\", \"priority\": 30" + rest);
      assertThat(known.get("/.well-known/host-meta")).doesNotContain("priority", "tls");
    }
  }

  @Test
  void readinessFollowsTheServer() throws IOException {
    assertThat(server.get("/ready")).contains(" 200 ");
    server.ready = false;
    try {
      assertThat(server.get("/ready")).contains(" 503 ");
      assertThat(server.get("/health")).contains(" 200 ");
    } finally {
      server.ready = true;
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/../index.html",
        "/assets/../index.html",
        "/%2e%2e/etc/passwd",
        "/assets/%2e%2e%2f",
        "/assets%2fapp.js",
        "//index.html",
        "/assets//app.js",
        "/index.html;x",
        "/;/index.html",
        "/index.html%00",
        "/%u002e",
        "/%252e%252e/",
        "/..\\index.html",
        "/./index.html",
        "index.html",
        "http://localhost/",
        "*",
        "/\u00e9",
        "/a#b"
      })
  void t26PathsThatCouldMeanAnotherAreRefused(String path) throws IOException {
    assertThat(server.get(path)).startsWith("HTTP/1.1 400 ").contains("connection: close");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET / HTTP/1.1\nHost: localhost\n\n",
        "GET / HTTP/1.1\r\n\r\n",
        "GET / HTTP/1.1\r\n" + HOST + HOST + "\r\n",
        "GET / HTTP/1.1\r\nHost: a b\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a'><script>\r\n\r\n",
        "GET  / HTTP/1.1\r\n" + HOST + "\r\n",
        "GET / HTTP/1.1 \r\n" + HOST + "\r\n",
        "GET / HTTP/1.1\r\n" + HOST + " folded: x\r\n\r\n",
        "GET / HTTP/1.1\r\n" + HOST + "X : y\r\n\r\n",
        "GET / HTTP/1.1\r\n" + HOST + "X: y\u0000\r\n\r\n",
        "GET / HTTP/1.1\r\n" + HOST + "X: y\rZ: 1\r\n\r\n",
        "<stream:stream to='localhost'>\r\n\r\n",
        "\r\n\r\nGET / HTTP/1.1\r\n"
      })
  void headsThatCouldBeReadInTwoWaysAreRefused(String head) throws IOException {
    assertThat(server.talk(head)).startsWith("HTTP/1.1 400 ");
  }

  @Test
  void bodiesAreRefused() throws IOException {
    String post = "POST /ws HTTP/1.1\r\n" + HOST;
    assertThat(server.talk(post + "Content-Length: 5\r\n\r\nhello")).startsWith("HTTP/1.1 413 ");
    assertThat(server.talk(post + "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n"))
        .startsWith("HTTP/1.1 411 ");
    assertThat(server.talk("DELETE / HTTP/1.1\r\n" + HOST + "\r\n")).startsWith("HTTP/1.1 405 ");
    assertThat(server.talk("GET / HTTP/2.0\r\n" + HOST + "\r\n")).startsWith("HTTP/1.1 505 ");
  }

  @Test
  void aHeadIsNotReadForever() throws IOException {
    String start = "GET / HTTP/1.1\r\n" + HOST;
    assertThat(server.talk(start + "X: " + "y".repeat(9000))).startsWith("HTTP/1.1 431 ");
    assertThat(server.talk(start + "X: y\r\n".repeat(70) + "\r\n")).startsWith("HTTP/1.1 431 ");
  }

  @Test
  void whoIsSlowOrSilentIsCut() throws IOException {
    assertThat(server.talk("GET / HT")).startsWith("HTTP/1.1 408 ");
    assertThat(server.talk("")).isEmpty();
    try (var socket = server.socket()) {
      byte[] request = ("GET /health HTTP/1.1\r\n" + HOST + "\r\n").getBytes(UTF_8);
      socket.getOutputStream().write(request);
      assertThat(WebServer.rest(socket)).contains("200 OK"); // and the end, when it stays idle
    }
  }
}
