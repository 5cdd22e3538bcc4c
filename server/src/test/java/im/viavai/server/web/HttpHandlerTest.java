package im.viavai.server.web;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import im.viavai.server.web.HttpHandler.Paths;
import im.viavai.server.web.HttpHandler.Swift;
import im.viavai.server.web.HttpHandler.Waiting;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HttpHandlerTest {
  private static final String HOST = "Host: localhost\r\n";
  private static final String LAST = "Host: localhost\r\nConnection: close\r\n";
  private static final int LARGE = 8 * 1024 * 1024;

  private WebServer server;
  private final AtomicLong readByStubborn = new AtomicLong();
  private final CountDownLatch mayRead = new CountDownLatch(1);
  private final CountDownLatch gone = new CountDownLatch(1);
  private final BlockingQueue<String> endings = new LinkedBlockingQueue<>();

  @BeforeAll
  void start() throws Exception {
    server =
        new WebServer(
            WebLimits.DEFAULT.withTimeouts(
                Duration.ofMillis(600), Duration.ofMillis(600), Duration.ofMillis(900)));
    Handlers handlers = server.handlers;
    handlers.serve("/echo", new Swift(1000, Paths.PLAIN, HttpHandlerTest::echo));
    handlers.serve("/echo/deep/", new Swift(0, Paths.PLAIN, (x, _) -> say(x, "deep")));
    handlers.serve("/names/", new Swift(0, Paths.ESCAPED, (x, _) -> say(x, x.path())));
    handlers.serve("/count", new Waiting(Paths.PLAIN, this::count));
    handlers.serve("/refuse", new Waiting(Paths.PLAIN, x -> x.respond(Response.text(403, "no"))));
    handlers.serve("/large", new Waiting(Paths.PLAIN, HttpHandlerTest::large));
    handlers.serve("/short", new Waiting(Paths.PLAIN, HttpHandlerTest::cutShort));
    handlers.serve("/stubborn", new Waiting(Paths.PLAIN, this::stubborn));
    handlers.serve("/silent", new Waiting(Paths.PLAIN, _ -> {}));
    handlers.serve("/never", new Swift(0, Paths.PLAIN, (x, _) -> x.onClosed(gone::countDown)));
    handlers.serve("/broken", new Swift(0, Paths.PLAIN, (_, _) -> fail()));
    handlers.serve("/breaks", new Waiting(Paths.PLAIN, _ -> fail()));
  }

  @AfterAll
  void stop() throws IOException {
    mayRead.countDown();
    server.close();
  }

  private static void say(HttpExchange exchange, String text) {
    exchange.respond(Response.text(200, text));
  }

  private static void echo(HttpExchange exchange, byte[] body) {
    String said = exchange.method() + ' ' + exchange.query() + ' ' + new String(body, UTF_8);
    Thread.ofVirtual().start(() -> say(exchange, said)); // any thread may answer
  }

  private void count(HttpExchange.Blocking exchange) throws IOException {
    try (InputStream body = exchange.body()) {
      long bytes = body.transferTo(OutputStream.nullOutputStream());
      say(exchange, bytes + " of " + exchange.bodyBytes());
      endings.add("complete");
    } catch (IOException e) {
      endings.add(String.valueOf(e.getMessage()));
      throw e;
    }
  }

  private static void large(HttpExchange.Blocking exchange) throws IOException {
    try (OutputStream out = exchange.respond(Response.empty(200), LARGE)) {
      byte[] piece = new byte[100_000];
      for (int left = LARGE; left > 0; left -= piece.length)
        out.write(piece, 0, Math.min(left, piece.length));
    }
  }

  private static void cutShort(HttpExchange.Blocking exchange) throws IOException {
    try (OutputStream out = exchange.respond(Response.empty(200), 10)) {
      out.write("01234".getBytes(UTF_8));
    }
  }

  private void stubborn(HttpExchange.Blocking exchange) throws IOException {
    InputStream body = exchange.body();
    readByStubborn.addAndGet(body.read() < 0 ? 0 : 1);
    try {
      mayRead.await();
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
    readByStubborn.addAndGet(body.transferTo(OutputStream.nullOutputStream()));
    say(exchange, "read " + readByStubborn.get());
  }

  private static void fail() {
    throw new IllegalStateException("on purpose");
  }

  private String post(String path, String headers, String body) throws IOException {
    return server.talk("POST " + path + " HTTP/1.1\r\n" + headers + "\r\n" + body);
  }

  @Test
  void aSwiftHandlerGetsTheWholeBodyAndTheQuery() throws IOException {
    assertThat(post("/echo?a=%2e&b=1", LAST + "Content-Length: 5\r\n", "hello"))
        .startsWith("HTTP/1.1 200 OK\r\n")
        .endsWith("POST a=%2e&b=1 hello\n");
    assertThat(server.get("/echo/below?")).endsWith("GET  \n");
  }

  @Test
  void aBodyMayComeByteByByteAndTheNextRequestWithIt() throws IOException {
    String one = "POST /echo HTTP/1.1\r\n" + HOST + "Content-Length: 3\r\n\r\none";
    String two = "POST /echo HTTP/1.1\r\n" + LAST + "Content-Length: 3\r\n\r\ntwo";
    assertThat(server.talk((one + two).split(""))).containsSubsequence("POST  one", "POST  two");
    assertThat(server.talk(one + one + two))
        .containsSubsequence("POST  one", "POST  one", "POST  two");
  }

  @Test
  void theLongestPrefixWinsByWholeSegments() throws IOException {
    assertThat(server.get("/echo/deep/x")).endsWith("deep\n");
    assertThat(server.get("/echo/deep")).contains("GET ");
    assertThat(server.get("/echoes")).startsWith("HTTP/1.1 404 ");
    assertThat(server.get("/names")).startsWith("HTTP/1.1 404 ");
  }

  @Test
  void aPrefixHasOneOwner() {
    Handlers handlers = new Handlers();
    HttpHandler any = new Swift(0, Paths.PLAIN, (_, _) -> {});
    handlers.serve("/a", any);
    assertThatIllegalStateException().isThrownBy(() -> handlers.serve("/a", any));
    assertThatIllegalStateException().isThrownBy(() -> handlers.serve("/ws", any));
    assertThatIllegalStateException().isThrownBy(() -> handlers.serve("/", any));
    assertThatIllegalArgumentException().isThrownBy(() -> handlers.serve("a", any));
    assertThatIllegalArgumentException().isThrownBy(() -> handlers.serve("/%61", any));
  }

  @Test
  void noHeaderCanBeginInsideAnother() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Response.empty(200).with("a", "b\r\nset-cookie: x"));
    assertThatIllegalArgumentException().isThrownBy(() -> Response.empty(200).with("a:", "b"));
  }

  @ParameterizedTest
  @CsvSource({
    "/names/tr%C3%A8s%20cool.jpg,/names/très cool.jpg",
    "/names/%2525,/names/%25",
    "/names/a%3Fb%23c,/names/a?b#c",
    "/names/%7e,/names/~"
  })
  void escapesAreDecodedExactlyOnce(String path, String decoded) throws IOException {
    assertThat(server.get(path)).endsWith("\r\n\r\n" + decoded + "\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/names/%2e%2e/x",
        "/names/%2e",
        "/names/a%2fb",
        "/names/a%5cb",
        "/names/%00",
        "/names/%0d%0aX",
        "/names/%7f",
        "/names/%c2%85",
        "/names/%c0%ae%c0%ae/",
        "/names/%ed%a0%80",
        "/names/%ff",
        "/names/%",
        "/names/%4",
        "/names/%zz",
        "/names/%u002e",
        "/names/%+1",
        "/names/a;b",
        "/names/a//b",
        "/names/../x",
        "/names/./x",
        "/n%61mes/x",
        "/echo/%61",
        "/echo?a#b",
        "/echo?<script>"
      })
  void pathsThatCouldMeanAnotherAreRefusedHereToo(String path) throws IOException {
    assertThat(server.get(path)).startsWith("HTTP/1.1 400 ").contains("connection: close");
  }

  @ParameterizedTest
  @CsvSource({
    "Content-Length: 5|Content-Length: 5,400",
    "Content-Length: 5|Content-Length: 6,400",
    "'Content-Length: 5, 5',400",
    "Content-Length: +5,400",
    "Content-Length: -5,400",
    "Content-Length: 0x5,400",
    "Content-Length: 05,400",
    "Content-Length:,400",
    "Content-Length: 5 5,400",
    "Content-Length: ٥,400",
    "Content-Length: 99999999999999999999,413",
    "Content-Length: 1001,413",
    "Content-Length : 5,400",
    "Transfer-Encoding: chunked,411",
    "Transfer-Encoding: Chunked,411",
    "Transfer-Encoding: xchunked,501",
    "'Transfer-Encoding: gzip, chunked',501",
    "Transfer-Encoding: identity,501",
    "Transfer-Encoding:,501",
    "Transfer-Encoding: chunked|Transfer-Encoding: identity,400",
    "Transfer-Encoding: chunked|Content-Length: 5,400",
    "Content-Length: 5|Transfer-Encoding: chunked,400",
    "Expect: the-worst|Content-Length: 5,417"
  })
  void anEndThatTwoProgramsCouldSeeInTwoPlacesIsRefused(String headers, int status)
      throws IOException {
    String more = headers.replace("|", "\r\n") + "\r\n";
    String smuggled = "hello" + "GET /health HTTP/1.1\r\n" + HOST + "\r\n";
    assertThat(post("/echo", HOST + more, smuggled))
        .startsWith("HTTP/1.1 " + status + ' ')
        .contains("connection: close")
        .doesNotContain(" 200 ");
  }

  @Test
  void anOldClientMayNotCodeItsBody() throws IOException {
    assertThat(
            server.talk(
                "POST /echo HTTP/1.0\r\n" + HOST + "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n"))
        .startsWith("HTTP/1.1 400 ");
  }

  @Test
  void whoAsksWhetherToSendIsTold() throws IOException {
    String ask = LAST + "Content-Length: 5\r\nExpect: 100-continue\r\n";
    assertThat(dialogue("/echo", ask, "hello")).endsWith("POST  hello\n");
    assertThat(dialogue("/count", ask, "hello")).endsWith("5 of 5\n");
    assertThat(post("/refuse", ask, "")).startsWith("HTTP/1.1 403 ").doesNotContain(" 100 ");
    assertThat(post("/echo", LAST + "Content-Length: 1001\r\nExpect: 100-continue\r\n", ""))
        .startsWith("HTTP/1.1 413 ");
  }

  private String dialogue(String path, String headers, String body) throws IOException {
    try (SSLSocket socket = server.socket("http/1.1")) {
      send(socket, "POST " + path + " HTTP/1.1\r\n" + headers + "\r\n");
      byte[] answer = socket.getInputStream().readNBytes("HTTP/1.1 100 Continue\r\n\r\n".length());
      assertThat(new String(answer, UTF_8)).isEqualTo("HTTP/1.1 100 Continue\r\n\r\n");
      send(socket, body);
      return WebServer.rest(socket);
    }
  }

  private static void send(SSLSocket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(UTF_8));
    socket.getOutputStream().flush();
  }

  @Test
  void aWaitingHandlerReadsALargeBodyAsItComes() throws IOException {
    String large = "x".repeat(3_000_000);
    assertThat(post("/count", LAST + "Content-Length: 3000000\r\n", large))
        .startsWith("HTTP/1.1 200 ")
        .endsWith("3000000 of 3000000\n");
  }

  @Test
  void aHandlerThatDoesNotReadMakesTheClientWait() throws Exception {
    try (SSLSocket socket = server.socket("http/1.1")) {
      long size = 64L * 1024 * 1024;
      send(socket, "PUT /stubborn HTTP/1.1\r\n" + LAST + "Content-Length: " + size + "\r\n\r\n");
      AtomicLong sent = new AtomicLong();
      Thread sender =
          Thread.ofVirtual()
              .start(() -> {
                byte[] piece = new byte[64 * 1024];
                try {
                  while (sent.get() < size) {
                    socket.getOutputStream().write(piece);
                    sent.addAndGet(piece.length);
                  }
                } catch (IOException e) {
                  throw new java.io.UncheckedIOException(e);
                }
              });
      long before = -1;
      for (int still = 0; still < 5; ) { // until nothing moves any more
        Thread.sleep(50);
        still = sent.get() == before ? still + 1 : 0;
        before = sent.get();
      }
      assertThat(sent.get()).isLessThan(size);
      mayRead.countDown();
      assertThat(WebServer.rest(socket)).endsWith("read " + size + "\n");
      sender.join();
    }
  }

  @Test
  void aBodyThatComesTooSlowlyIsNotWaitedFor() throws Exception {
    assertThat(post("/count", HOST + "Content-Length: 10\r\n", "slow"))
        .startsWith("HTTP/1.1 408 ")
        .contains("connection: close");
    assertThat(post("/echo", HOST + "Content-Length: 10\r\n", "slow")).startsWith("HTTP/1.1 408 ");
  }

  @Test
  void aHandlerLearnsThatItsClientIsGone() throws Exception {
    endings.clear();
    try (SSLSocket socket = server.socket("http/1.1")) {
      send(socket, "PUT /count HTTP/1.1\r\n" + HOST + "Content-Length: 1000\r\n\r\nbegin");
    }
    assertThat(endings.poll(10, TimeUnit.SECONDS)).isEqualTo("the client is gone");
    try (SSLSocket socket = server.socket("http/1.1")) {
      send(socket, "GET /never HTTP/1.1\r\n" + HOST + "\r\n");
    }
    assertThat(gone.await(10, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void anEarlyAnswerEndsTheConnectionBecauseTheBodyWasNotRead() throws IOException {
    String request = "POST /refuse HTTP/1.1\r\n" + HOST + "Content-Length: 500000\r\n\r\n";
    assertThat(server.talk(request, "x".repeat(1000)))
        .startsWith("HTTP/1.1 403 ")
        .contains("connection: close");
  }

  @Test
  void aShortRestOfABodyIsThrownAwayAndTheConnectionGoesOn() throws IOException {
    String refused = "POST /refuse HTTP/1.1\r\n" + HOST + "Content-Length: 200000\r\n\r\n";
    String next = "GET /health HTTP/1.1\r\n" + LAST + "\r\n";
    assertThat(server.talk(refused, "x".repeat(200_000), next))
        .startsWith("HTTP/1.1 403 ")
        .containsSubsequence("no\n", "HTTP/1.1 200 OK", "ok\n");
    assertThat(server.talk(refused, "x")) // and does not come
        .startsWith("HTTP/1.1 403 ")
        .doesNotContain(" 408 ");
  }

  @Test
  void aLargeAnswerStreamsAndHeadHasItsLength() throws IOException {
    assertThat(server.get("/large")).contains("content-length: " + LARGE).hasSizeGreaterThan(LARGE);
    String head = "HEAD /large HTTP/1.1\r\n" + HOST + "\r\n";
    assertThat(server.talk(head + "GET /health HTTP/1.1\r\n" + LAST + "\r\n"))
        .containsSubsequence("content-length: " + LARGE, "\r\n\r\nHTTP/1.1 200 OK", "ok\n");
  }

  @Test
  void aClientThatDoesNotReadIsCut() throws Exception {
    try (SSLSocket socket = server.socket("http/1.1")) {
      send(socket, "GET /large HTTP/1.1\r\n" + HOST + "\r\n");
      String all = "";
      try {
        Thread.sleep(2500); // longer than the time an answer may stand still
        all = WebServer.rest(socket);
      } catch (IOException _) {
        // cut
      }
      assertThat(all.length()).isLessThan(LARGE);
    }
  }

  @Test
  void anAnswerThatStaysShortIsCutAndNotTakenForAWholeOne() throws IOException {
    try (SSLSocket socket = server.socket("http/1.1")) {
      send(socket, "GET /short HTTP/1.1\r\n" + HOST + "\r\n");
      String all = "";
      try {
        all = WebServer.rest(socket);
      } catch (IOException _) {
        // cut
      }
      assertThat(all).doesNotEndWith("\r\n\r\n0123456789");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/silent", "/broken", "/breaks"})
  void aHandlerThatFailsIsOneFailedRequest(String path) throws IOException {
    assertThat(server.get(path)).startsWith("HTTP/1.1 500 ").doesNotContain("purpose");
    assertThat(server.get("/health")).contains(" 200 ");
  }
}
