package im.viavai.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import im.viavai.xmpp.Requirement;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// XMPP over BOSH (XEP-0206) through the HTTPS door of the whole server.
class BoshStreamTest {
  private static final String BIND2_SM =
      "<bind xmlns='urn:xmpp:bind:0'><enable xmlns='urn:xmpp:sm:3' resume='true'/></bind>";
  private static final String AVAILABLE = "<presence xmlns='jabber:client'/>";

  @TempDir static Path folder;
  @TempDir static Path otherFolder;
  private static BoshServer server;
  private static BoshServer strict;

  @BeforeAll
  static void start() throws IOException {
    server =
        new BoshServer(
            folder, "[bosh]\npolling = \"0s\"\n[web]\norigins = [\"https://chat.example.org\"]\n");
    strict =
        new BoshServer(
            otherFolder,
            """
            [bosh]
            longest_wait = "5s"
            hold = 1
            inactivity = "1s"
            polling = "60s"
            max_pause = "60s"
            sessions_per_address = 3
            request_bytes = "16KiB"
            queue_bytes = "64KiB"
            """);
  }

  @AfterAll
  static void stop() throws IOException {
    server.close();
    strict.close();
  }

  private static String message(String to, String text) {
    return "<message xmlns='jabber:client' type='chat' to='"
        + to
        + "@localhost'><body>"
        + text
        + "</body></message>";
  }

  private static void end(BoshClient client) {
    client.call(" type='terminate'", "");
  }

  @Requirement(
      document = "XEP-0124",
      section = "7.2",
      quote = "response to the client's session creation request MUST possess the following")
  @Test
  void aSessionIsMadeOnTheTermsOfBoth() {
    BoshClient juliet = server.client();
    String answer =
        juliet.create(
            " to='localhost' from='juliet@localhost' route='xmpp:evil.test:9999' ver='1.99'"
                + " wait='3600' hold='1' ack='1' xml:lang='en' secure='true' xmpp:version='1.0'"
                + " accept='gzip' charsets='ISO_8859-1' newkey='ca393b51'");
    assertThat(answer)
        .contains(" wait='60'")
        .contains(" requests='2'")
        .contains(" hold='1'")
        .contains(" inactivity='30'")
        .contains(" polling='0'")
        .contains(" maxpause='120'")
        .contains(" ver='1.11'")
        .contains(" ack='" + juliet.rid() + "'")
        .contains(" from='localhost'")
        .contains(" xmpp:restartlogic='true'")
        .contains(" xmpp:version='1.0'")
        .contains("<stream:features") // XEP-0206 §4: as soon as they are available
        .contains("<mechanism>SCRAM-SHA-256</mechanism>")
        .doesNotContain("-PLUS") // there is no one channel to bind to
        .doesNotContain("starttls")
        .doesNotContain(" accept=")
        .doesNotContain(" charsets=")
        .doesNotContain(" stream='") // §16.2: one stream in a session
        .doesNotContain("key=")
        .doesNotContain("script");
    end(juliet);
  }

  @Requirement(
      document = "XEP-0124",
      section = "7.2",
      quote = "or the version specified by the client in its request, whichever is lower")
  @Test
  void theLowerVersionCounts() {
    BoshClient juliet = server.client();
    assertThat(juliet.create(" to='localhost' ver='1.6' hold='0'"))
        .contains(" ver='1.6'")
        .contains(" hold='0'")
        .contains(" requests='1'");
    end(juliet);
  }

  @Requirement(
      document = "XEP-0206",
      section = "5",
      quote = "Upon receiving a restart request, the connection manager MUST consider")
  @Test
  void julietLogsInAndTalksWithRomeo() {
    BoshClient juliet = server.client();
    assertThat(juliet.logIn("juliet", "balcony")).contains("juliet@localhost/balcony</jid>");
    juliet.call(AVAILABLE);
    BoshClient romeo = server.client();
    romeo.logIn("romeo", "orchard");
    romeo.call(AVAILABLE);
    romeo.call(message("juliet", "Call me but love"));
    assertThat(juliet.until("", "Call me but love"))
        .contains("from='romeo@localhost/orchard'")
        .contains("<message xmlns='jabber:client'"); // XEP-0206 §2
    juliet.call(message("romeo", "What man art thou") + message("romeo", "thus bescreened"));
    assertThat(romeo.until("", "thus bescreened")).containsSubsequence("What man", "bescreened");
    end(juliet);
    end(romeo);
  }

  @Requirement(
      document = "XEP-0206",
      section = "5",
      quote = "if the client includes an XML stanza in the body, the connection manager SHOULD")
  @Test
  void aStanzaInsideARestartIsIgnored() {
    BoshClient juliet = server.client();
    juliet.until(juliet.create(), "<mechanism>");
    juliet.say(
        "<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='PLAIN'>"
            + BoshClient.plain("juliet")
            + "</auth>",
        "<success");
    String features =
        juliet.until(
            juliet.call(" to='localhost' xmpp:restart='1'", "<iq xmlns='jabber:client'/>"),
            "<bind");
    assertThat(features).doesNotContain("error");
    end(juliet);
  }

  @Requirement(
      document = "XEP-0124",
      section = "13",
      quote = "MUST forward to the server to ensure graceful logoff")
  @Test
  void whatATerminatingRequestCarriesIsForwarded() {
    BoshClient romeo = server.client();
    romeo.logIn("romeo", "garden");
    romeo.call(AVAILABLE);
    BoshClient juliet = server.client();
    juliet.logIn("juliet", "window");
    String last =
        juliet.call(
            " type='terminate'",
            message("romeo", "good night, good night")
                + "<iq xmlns='jabber:client' type='get' id='last' to='localhost'>"
                + "<ping xmlns='urn:xmpp:ping'/></iq>");
    assertThat(last).contains("type='terminate'").doesNotContain("condition=");
    assertThat(last).as("what was still to be delivered").contains("id='last'");
    assertThat(romeo.until("", "good night, good night")).contains("juliet@localhost/window");
    assertThat(juliet.call("")).contains("item-not-found");
    end(romeo);
  }

  @Requirement(
      document = "XEP-0124",
      section = "13",
      quote = "acknowledge the session termination on the oldest connection")
  @Test
  void whoTerminatesGetsItsHeldRequestsAnswered() {
    BoshClient juliet = server.client();
    juliet.createHolding();
    juliet.logIn("juliet", "held");
    CompletableFuture<HttpResponse<String>> held = juliet.send("", "");
    String last = juliet.call(" type='terminate'", "");
    assertThat(held.join().body()).doesNotContain("type=");
    assertThat(last).contains("type='terminate'").doesNotContain("condition=");
  }

  @Requirement(
      document = "XEP-0198",
      section = "5",
      quote = "the server MUST resume the former stream")
  @Test
  void aLostSessionIsResumedOverBoshAndOverTcp() throws IOException {
    BoshClient juliet = server.client();
    String id = id(juliet.authenticate("juliet", BIND2_SM, " resume='true'"));
    juliet.call(AVAILABLE);
    BoshClient romeo = server.client();
    romeo.logIn("romeo", "resume");
    juliet.post(
        juliet.body(juliet.rid() + 100, "", "")); // ends the session of BOSH, not that of XMPP
    romeo.call(message("juliet", "while the line is cut"));
    BoshClient again = server.client();
    String resume = "<resume xmlns='urn:xmpp:sm:3' h='0' previd='";
    String resumed = again.authenticate("juliet", resume + id + "'/>", "while the line is cut");
    assertThat(resumed).contains("<resumed");
    again.post(again.body(again.rid() + 100, "", ""));
    romeo.call(message("juliet", "and cut again"));
    try (SSLSocket socket = server.tcp()) {
      socket
          .getOutputStream()
          .write(
              ("<stream:stream xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams'"
                      + " version='1.0' to='localhost'><authenticate xmlns='urn:xmpp:sasl:2'"
                      + " mechanism='PLAIN'><initial-response>"
                      + BoshClient.plain("juliet")
                      + "</initial-response>"
                      + resume
                      + id
                      + "'/></authenticate>")
                  .getBytes(UTF_8));
      assertThat(read(socket, "and cut again")).contains("<resumed");
    }
    end(romeo);
  }

  private static String id(String enabled) {
    Matcher id =
        Pattern.compile(" id='([^']+)'").matcher(enabled.substring(enabled.indexOf("<enabled")));
    assertThat(id.find()).isTrue();
    return id.group(1);
  }

  private static String read(Socket socket, String expected) throws IOException {
    StringBuilder all = new StringBuilder();
    InputStream in = socket.getInputStream();
    byte[] piece = new byte[8192];
    while (all.indexOf(expected) < 0) {
      int count = in.read(piece);
      if (count < 0) throw new AssertionError("it ended: " + all);
      all.append(new String(piece, 0, count, UTF_8));
    }
    return all.toString();
  }

  @Requirement(
      document = "XEP-0124",
      section = "14.3",
      quote = "SHOULD return an HTTP 200 (OK) response that includes the buffered copy")
  @Test
  void anAnswerThatWasLostIsGivenAgain() throws IOException {
    BoshClient juliet = server.client();
    juliet.logIn("juliet", "lossy");
    String ping =
        "<iq xmlns='jabber:client' type='get' id='lost' to='localhost'><ping xmlns='urn:xmpp:ping'/></iq>";
    String first = juliet.call(ping);
    String again = juliet.post(juliet.body(juliet.rid(), "", ping)).body();
    assertThat(again).isEqualTo(first).contains("id='lost'");
    end(juliet);
  }

  @Requirement(
      document = "XEP-0124",
      section = "14.3",
      quote = "SHOULD respond immediately to the existing request with a recoverable binding")
  @Test
  void aRequestHeldAndSentAgainIsAnsweredToTheLatest() {
    BoshClient juliet = server.client();
    juliet.createHolding();
    juliet.logIn("juliet", "twice");
    // which of two that travel at once comes first is not ours to say
    CompletableFuture<HttpResponse<String>> first = juliet.send("", "");
    CompletableFuture<HttpResponse<String>> second =
        juliet.posted(juliet.body(juliet.rid(), "", ""));
    CompletableFuture.anyOf(first, second).join();
    end(juliet);
    assertThat(List.of(first.join().body(), second.join().body()))
        .filteredOn(answer -> answer.contains("type='error'"))
        .hasSize(1);
  }

  @Requirement(
      document = "XEP-0124",
      section = "14.3",
      quote = "If the client exceeds this limit then the connection manager SHOULD terminate")
  @Test
  void oneRequestIsNotRepeatedForEver() {
    BoshClient juliet = server.client();
    juliet.createHolding();
    List<CompletableFuture<HttpResponse<String>>> all = new ArrayList<>();
    all.add(juliet.send("", ""));
    String body = juliet.body(juliet.rid(), "", "");
    for (int i = 0; i < 9; i++) all.add(juliet.posted(body));
    assertThat(all.stream().map(one -> one.join().body()))
        .anyMatch(answer -> answer.contains("condition='policy-violation'"));
  }

  @Requirement(
      document = "XEP-0124",
      section = "14.2",
      quote = "then the connection manager MUST terminate the session with an error")
  @Test
  void aRidOutsideEndsTheSessionAndTellsTheOthers() {
    BoshClient juliet = server.client();
    juliet.createHolding();
    CompletableFuture<HttpResponse<String>> held = juliet.send("", "");
    long far = juliet.rid() + 4; // wherever in the window the held one is
    assertThat(juliet.post(juliet.body(far, "", "")).body())
        .contains("type='terminate'")
        .contains("condition='item-not-found'");
    assertThat(held.join().body())
        .satisfiesAnyOf(
            answer -> assertThat(answer).contains("condition='other-request'"),
            answer -> assertThat(answer).contains("condition='item-not-found'")); // came later
    BoshClient old = server.client();
    old.create();
    for (int i = 0; i < 5; i++) old.call(" pause='1'", "");
    assertThat(old.post(old.body(old.rid() - 4, "", "")).body()).contains("item-not-found");
  }

  @Requirement(
      document = "XEP-0124",
      section = "11",
      quote = "terminate the HTTP session with a 'policy-violation' terminal binding error")
  @Test
  void tooManyRequestsAtOnceEndTheSession() {
    BoshClient juliet = server.client();
    juliet.createHolding();
    CompletableFuture<HttpResponse<String>> first = here(juliet, juliet.rid() + 1);
    CompletableFuture<HttpResponse<String>> third = here(juliet, juliet.rid() + 3);
    String second = juliet.post(juliet.body(juliet.rid() + 2, "", "")).body();
    assertThat(second).contains("condition='policy-violation'");
    assertThat(first.join().body()).contains("condition='other-request'");
    assertThat(third.join().body()).contains("condition='other-request'");
  }

  /// A request that has arrived for certain: the one of two that is not told so (§14.3).
  private static CompletableFuture<HttpResponse<String>> here(BoshClient client, long rid) {
    String body = client.body(rid, "", "");
    CompletableFuture<HttpResponse<String>> one = client.posted(body);
    CompletableFuture<HttpResponse<String>> other = client.posted(body);
    CompletableFuture.anyOf(one, other).join();
    return one.isDone() ? other : one;
  }

  @Requirement(
      document = "XEP-0124",
      section = "11",
      quote = "is making requests more frequently than it was permitted")
  @Test
  void emptyRequestsInARowEndTheSession() {
    BoshClient juliet = strict.client();
    juliet.create(" to='localhost' ver='1.11' wait='5' hold='1'");
    CompletableFuture<HttpResponse<String>> held = juliet.send("", "");
    String second = juliet.call("");
    assertThat(List.of(held.join().body(), second))
        .anyMatch(answer -> answer.contains("condition='policy-violation'"))
        .anyMatch(answer -> answer.contains("condition='other-request'"));
  }

  @Requirement(
      document = "XEP-0124",
      section = "12",
      quote = "If the client sends two consecutive empty new requests")
  @Test
  void aSessionThatPollsIsAnsweredAtOnceAndHeldToItsPace() {
    BoshClient juliet = strict.client();
    assertThat(juliet.create(" to='localhost' ver='1.11' wait='0' hold='1'"))
        .contains(" wait='0'")
        .contains(" inactivity='121'") // §12: higher than normal, by more than 'polling'
        .contains(" requests='2'");
    assertThat(juliet.call("")).doesNotContain("terminate");
    assertThat(juliet.call("")).contains("condition='policy-violation'");
  }

  @Requirement(
      document = "XEP-0124",
      section = "8",
      quote = "SHOULD NOT wait longer than the time specified by the client in the 'wait'")
  @Test
  void aHeldRequestIsAnsweredEmptyInTime() {
    BoshClient juliet = server.client();
    juliet.create(" to='localhost' ver='1.11' wait='1' hold='1'");
    assertThat(juliet.call("")).doesNotContain("type=").endsWith("/>");
    end(juliet);
  }

  @Requirement(
      document = "XEP-0124",
      section = "10",
      quote = "assume the client has been disconnected and terminate the session without")
  @Test
  void whoIsAwayTooLongLosesItsSessionUnlessItSaidSo() {
    BoshClient paused = strict.client();
    paused.create(" to='localhost' ver='1.11' hold='1'");
    assertThat(paused.call(" pause='60'", "")).doesNotContain("type=").endsWith("/>");
    BoshClient away = strict.client();
    away.create(" to='localhost' ver='1.11' hold='1'");
    await().until(() -> strict.metric("viavai_bosh_sessions") <= 1);
    assertThat(away.call("")).contains("item-not-found");
    assertThat(paused.call("<presence xmlns='jabber:client'/>")).doesNotContain("item-not-found");
    end(paused);
  }

  @Requirement(
      document = "XEP-0124",
      section = "10",
      quote = "the requested period is not greater than the maximum permitted time")
  @Test
  void aPauseThatIsTooLongIsNone() {
    BoshClient juliet = server.client();
    juliet.create(" to='localhost' ver='1.11' wait='1' hold='1'");
    CompletableFuture<HttpResponse<String>> held = juliet.send("", "");
    assertThat(juliet.call(" pause='121'", "")).doesNotContain("type=");
    assertThat(held.join().body()).doesNotContain("type=");
    end(juliet);
  }

  @Requirement(
      document = "XEP-0124",
      section = "7.1",
      quote = "specifies the value of the HTTP Content-Type header that MUST appear")
  @Test
  void theClientChoosesTheTypeOfTheAnswers() {
    for (String type : List.of("text/plain", "text/html; charset=utf-8", "application/xml")) {
      BoshClient juliet = server.client();
      HttpResponse<String> answer =
          juliet.created(" to='localhost' ver='1.11' content='" + type + "'");
      assertThat(answer.headers().firstValue("content-type")).hasValue(type);
      assertThat(answer.headers().firstValue("content-security-policy"))
          .hasValue("default-src 'none'; sandbox");
      assertThat(answer.headers().firstValue("x-content-type-options")).hasValue("nosniff");
    }
    for (String type : List.of("a", "text/html\r\nset-cookie: a=b", "text/html; charset=utf-7")) {
      HttpResponse<String> answer =
          server.client().created(" to='localhost' ver='1.11' content='" + type + "'");
      assertThat(answer.headers().firstValue("content-type")).hasValue("text/xml; charset=utf-8");
    }
    assertThat(
            server
                .client()
                .created(" to='localhost' ver='1.11'", "content-type", "text/plain")
                .body())
        .contains(" sid=");
  }

  @Requirement(
      document = "XEP-0124",
      section = "6",
      quote = "The content MUST NOT contain any of the following")
  @Test
  void whatNoBodyMayContainIsABadRequest() {
    for (String content :
        List.of(
            "<!-- a comment -->",
            "<?a processing-instruction?>",
            "<presence xmlns='jabber:client'>",
            "<presence xmlns='jabber:client'></iq>",
            "<message xmlns='jabber:client'><body>&entity;</body></message>",
            "text",
            "text<presence xmlns='jabber:client'/>",
            "<![CDATA[text]]>",
            "<a:presence/>")) {
      BoshClient juliet = server.client();
      juliet.create();
      assertThat(juliet.until(juliet.call(content), "terminate"))
          .as(content)
          .contains("type='terminate' condition='bad-request'")
          .doesNotContain("stream:error");
      assertThat(juliet.call("")).contains("item-not-found");
    }
    BoshClient two = server.client();
    two.create();
    assertThat(two.post(two.body(two.rid() + 1, "", "") + two.body(two.rid() + 2, "", "")).body())
        .contains("condition='bad-request'");
    for (String no :
        List.of("", "x", "<body/>", "<!DOCTYPE a><body/>", "<!-- a --><body/>", "\u0000")) {
      assertThat(server.client().post(no).body())
          .as(no)
          .contains("type='terminate' condition='bad-request'");
    }
  }

  @Requirement(
      document = "XEP-0206",
      section = "6",
      quote = "zero or more stanzas followed by a copy of the <stream:error/> element")
  @Test
  void anErrorOfTheStreamIsARemoteStreamError() {
    BoshClient juliet = server.client();
    juliet.logIn("juliet", "liar");
    assertThat(
            juliet.call(
                "<message xmlns='jabber:client' from='romeo@localhost/x' to='romeo@localhost'/>"))
        .contains("type='terminate' condition='remote-stream-error'")
        .contains("xmlns:stream='http://etherx.jabber.org/streams'")
        .contains("<stream:error")
        .contains("<invalid-from xmlns='urn:ietf:params:xml:ns:xmpp-streams'");
  }

  @Requirement(document = "XEP-0124", section = "17.2", quote = "defined")
  @Test
  void whoAsksForNothingWeHaveIsToldWhat() {
    BoshClient anybody = server.client();
    assertThat(anybody.created(" ver='1.11' to='elsewhere.test'").body()).contains("host-unknown");
    assertThat(anybody.created(" ver='1.11'").body()).contains("improper-addressing");
    assertThat(anybody.created(" ver='1.11' to=''").body()).contains("improper-addressing");
    assertThat(anybody.created(" ver='1.11' to='local host'").body()).contains("host-unknown");
    assertThat(anybody.created(" ver='1.11' to='localhost' sid='guessed'").body())
        .contains("item-not-found");
    HttpResponse<String> legacy =
        anybody.post("<body xmlns='http://jabber.org/protocol/httpbind'/>");
    assertThat(legacy.statusCode()).as("§17.1").isEqualTo(400);
  }

  @Requirement(
      document = "XEP-0124",
      section = "17.2",
      quote = "The connection manager does not operate at this URI")
  @Test
  void whoComesWithoutTlsIsSentThere() throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.https)) {
      String body =
          "<body rid='1' ver='1.11' to='localhost' xmlns='http://jabber.org/protocol/httpbind'/>";
      socket
          .getOutputStream()
          .write(
              ("POST /bosh HTTP/1.1\r\nHost: localhost:"
                      + server.https
                      + "\r\nContent-Length: "
                      + body.length()
                      + "\r\n\r\n"
                      + body)
                  .getBytes(UTF_8));
      assertThat(read(socket, "</body>"))
          .contains("type='terminate' condition='see-other-uri'")
          .contains("<uri>https://localhost:" + server.https + "/bosh</uri>");
    }
  }

  @Requirement(document = "XEP-0124", section = "19.3", quote = "MUST be both unpredictable and")
  @Test
  void t18NobodyGuessesASession() {
    BoshClient juliet = server.client();
    juliet.create();
    BoshClient other = server.client();
    other.create();
    assertThat(juliet.sid()).hasSizeGreaterThanOrEqualTo(22).isNotEqualTo(other.sid()); // 128 bits
    for (int i = 0; i < juliet.sid().length(); i++) {
      char there = juliet.sid().charAt(i);
      String guess =
          juliet.sid().substring(0, i) + (there == 'a' ? 'b' : 'a') + juliet.sid().substring(i + 1);
      String body = juliet.body(juliet.rid() + 1, "", "").replace(juliet.sid(), guess);
      assertThat(juliet.post(body).body()).contains("condition='item-not-found'");
    }
    assertThat(juliet.call("")).as("the session itself goes on").doesNotContain("type=");
    end(juliet);
    end(other);
  }

  @Test
  void t18PagesOfOtherOriginsMayNotConnect() {
    BoshClient page = server.client();
    assertThat(
            page.created(" ver='1.11' to='localhost'", "Origin", "https://evil.test").statusCode())
        .isEqualTo(403);
    HttpResponse<String> friend =
        page.created(" ver='1.11' to='localhost'", "Origin", "https://chat.example.org");
    assertThat(friend.statusCode()).isEqualTo(200);
    assertThat(friend.headers().firstValue("access-control-allow-origin"))
        .hasValue("https://chat.example.org");
  }

  @Test
  void limitsOfSessionsAndBodiesAreKept() throws IOException {
    await().until(() -> strict.metric("viavai_bosh_sessions") == 0);
    List<BoshClient> three = List.of(strict.client(), strict.client(), strict.client());
    for (BoshClient one : three) {
      one.create(" to='localhost' ver='1.11' hold='1'");
      one.call(" pause='60'", "");
    }
    assertThat(strict.client().created(" to='localhost' ver='1.11'").body())
        .contains("condition='policy-violation'");
    assertThat(strict.client().created(" to='localhost'").statusCode()).as("§17.1").isEqualTo(403);
    for (BoshClient one : three) end(one);
    try (SSLSocket socket = strict.web()) { // it is refused before it is sent
      String head = "POST /bosh HTTP/1.1\r\nHost: localhost\r\nContent-Length: 16385\r\n\r\n";
      socket.getOutputStream().write(head.getBytes(UTF_8));
      assertThat(read(socket, "\r\n")).startsWith("HTTP/1.1 413 ");
    }
    assertThat(strict.metric("viavai_bosh_refused_total")).isPositive();
  }

  @Requirement(
      document = "XEP-0124",
      section = "9.1",
      quote = "MUST include an 'ack' attribute in its session creation response")
  @Test
  void requestsAreAcknowledgedToWhomAsked() {
    BoshClient juliet = server.client();
    juliet.create(" to='localhost' ver='1.11' ack='1' wait='60' hold='1'");
    CompletableFuture<HttpResponse<String>> held = juliet.send("", "");
    CompletableFuture<HttpResponse<String>> second = juliet.send("", "");
    assertThat(held.join().body()).contains(" ack='" + juliet.rid() + "'");
    juliet.call(" type='terminate' ack='" + (juliet.rid() - 1) + "'", "");
    assertThat(second.join().body()).doesNotContain("type=");
  }

  @Requirement(document = "XEP-0124", section = "17.2", quote = "being shut down")
  @Test
  void theServerSaysWhenItStops(@TempDir Path third) throws IOException {
    try (BoshServer stopping = new BoshServer(third, "[bosh]\npolling = \"0s\"")) {
      BoshClient juliet = stopping.client();
      juliet.createHolding();
      juliet.logIn("juliet", "late");
      CompletableFuture<HttpResponse<String>> first = juliet.send("", "");
      CompletableFuture<HttpResponse<String>> second = juliet.send("", "");
      first.join(); // so the second is held
      stopping.stop();
      assertThat(second.join().body()).contains("type='terminate' condition='system-shutdown'");
    }
  }
}
