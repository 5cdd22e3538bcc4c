package im.viavai.server.web;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import im.viavai.xmpp.Requirement;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// BOSH over real sockets, with a stream that sends back what it gets.
class BoshTest {
  private static final String NS = " xmlns='http://jabber.org/protocol/httpbind'";
  private static WebServer server;

  @BeforeAll
  static void start() throws Exception {
    server = new WebServer(WebLimits.DEFAULT);
  }

  @AfterAll
  static void stop() throws Exception {
    server.close();
  }

  private static String request(String body, String... headers) {
    return "POST /bosh HTTP/1.1\r\nHost: localhost:"
        + server.port
        + "\r\nConnection: close\r\nContent-Length: "
        + body.getBytes(UTF_8).length
        + "\r\n"
        + String.join("", List.of(headers).stream().map(h -> h + "\r\n").toList())
        + "\r\n"
        + body;
  }

  private static String post(String body, String... headers) throws Exception {
    return server.talk(request(body, headers));
  }

  /// Answered later.
  private static SSLSocket send(String body) throws Exception {
    SSLSocket socket = server.socket("http/1.1");
    socket.getOutputStream().write(request(body).getBytes(UTF_8));
    socket.getOutputStream().flush();
    return socket;
  }

  private static String create(long rid) throws Exception {
    String answer =
        post("<body rid='" + rid + "' to='localhost' ver='1.11' wait='30' hold='1'" + NS + "/>");
    assertThat(answer).contains("200 OK").contains("restartlogic='true'").contains("requests='2'");
    int at = answer.indexOf(" sid='") + 6;
    return answer.substring(at, answer.indexOf('\'', at));
  }

  private static String body(String sid, long rid, String more) {
    return "<body sid='" + sid + "' rid='" + rid + "'" + more + NS + "/>";
  }

  private static String content(String sid, long rid, String inside) {
    return body(sid, rid, "").replace("/>", ">" + inside + "</body>");
  }

  @Requirement(
      document = "XEP-0124",
      section = "14.3",
      quote = "include the buffered copy of the original XML response")
  @Test
  void aRequestSentAgainIsAnsweredTheSame() throws Exception {
    String sid = create(100);
    String first = post(body(sid, 101, " a='1'"));
    assertThat(first).contains("a='1'");
    assertThat(post(body(sid, 101, " a='1'"))).isEqualTo(first);
    assertThat(post(body(sid, 102, " a='2'"))).contains("a='2'").doesNotContain("a='1'");
  }

  @Requirement(
      document = "XEP-0124",
      section = "14.2",
      quote = "respond to the client requests in the order specified by their 'rid' attributes")
  @Test
  void requestsAreTakenInOrder() throws Exception {
    String sid = create(200);
    try (SSLSocket second = send(content(sid, 202, "<b xmlns='x' b='2'/>"));
        SSLSocket first = send(content(sid, 201, "<b xmlns='x' b='1'/>"))) {
      String one = WebServer.rest(first);
      assertThat(one).contains("b='1'");
      String two = one.contains("b='2'") ? "" : WebServer.rest(second);
      assertThat((one + two).indexOf("b='1'")).isLessThan((one + two).indexOf("b='2'"));
    }
  }

  @Requirement(
      document = "XEP-0124",
      section = "14.2",
      quote = "then the connection manager MUST terminate the session with an error")
  @Test
  void aRidFarAwayEndsTheSession() throws Exception {
    String sid = create(300);
    assertThat(post(body(sid, 400, ""))).contains("type='terminate'").contains("item-not-found");
    assertThat(post(body(sid, 301, ""))).contains("type='terminate'").contains("item-not-found");
  }

  @Requirement(document = "XEP-0124", section = "17.2", quote = "'sid' is not valid")
  @Test
  void whatCannotBeTakenIsNamed() throws Exception {
    assertThat(post(body("guessed", 1, ""))).contains("item-not-found");
    assertThat(post("<body rid='1' ver='1.6' to='elsewhere.test'" + NS + "/>"))
        .contains("host-unknown");
    assertThat(post("<body rid='1' ver='1.6'" + NS + "/>")).contains("improper-addressing");
    assertThat(post("<body rid='x' ver='1.6' to='localhost'" + NS + "/>")).contains("bad-request");
    for (String bad : List.of("", "x", "<body", "<iq/>", "<!DOCTYPE a>", "<?a?>", "<body/>"))
      assertThat(post(bad)).as(bad).contains("type='terminate'").contains("bad-request");
    assertThat(post("<body rid='x' to='localhost'" + NS + "/>")).as("legacy").contains(" 400 ");
  }

  @Test
  void pagesOfOtherOriginsNeedLeave() throws Exception {
    String any = body("guessed", 1, "");
    assertThat(post(any, "Origin: https://evil.test")).contains(" 403 ");
    assertThat(post(any, "Origin: https://chat.example.org"))
        .contains(" 200 ")
        .contains("access-control-allow-origin: https://chat.example.org");
    assertThat(
            server.talk(
                "OPTIONS /bosh HTTP/1.1\r\nHost: localhost\r\n",
                "Connection: close\r\nOrigin: https://chat.example.org\r\n\r\n"))
        .contains(" 204 ")
        .contains("access-control-allow-methods: POST");
  }

  @Requirement(
      document = "XEP-0124",
      section = "10",
      quote = "respond immediately to all pending requests (including the pause request)")
  @Test
  void aPauseAnswersAll() throws Exception {
    String sid = create(500);
    assertThat(post(body(sid, 501, " pause='60'"))).contains(" 200 ").doesNotContain("pause=");
  }

  @Test
  void onlyTheNextRequestsAreInTheWindow() {
    Random random = new Random(7);
    for (int run = 0; run < 2000; run++) {
      long first = 1 + random.nextLong(RidWindow.LARGEST - 100);
      int size = 1 + random.nextInt(3);
      RidWindow window = new RidWindow(first, size);
      long last = first;
      List<Long> came = new ArrayList<>(List.of(first));
      for (int step = 0; step < 30; step++) {
        long rid = last - 3 + random.nextInt(10);
        RidWindow.Place place = window.place(rid, 0);
        boolean inside = rid > last && rid <= last + size;
        assertThat(place == RidWindow.Place.NEXT).isEqualTo(rid == last + 1);
        assertThat(place == RidWindow.Place.EARLY).isEqualTo(inside && rid != last + 1);
        assertThat(place == RidWindow.Place.AGAIN).isEqualTo(rid >= 1 && rid <= last);
        if (place == RidWindow.Place.NEXT) {
          window.advance();
          last++;
          came.add(rid);
        }
      }
      assertThat(came).isSorted().doesNotHaveDuplicates();
      assertThat(window.place(RidWindow.LARGEST + 1, 1)).isEqualTo(RidWindow.Place.OUTSIDE);
    }
  }

  @Test
  void noBytesMakeTheHeadOfABodyFail() {
    byte[] seed =
        ("<?xml version='1.0'?><body sid='a' rid='12' xmlns:x='urn:xmpp:xbosh' x:restart='true'"
                + NS
                + "><iq/></body>")
            .getBytes(UTF_8);
    Random random = new Random(11);
    for (int run = 0; run < 20_000; run++) {
      byte[] mutant = java.util.Arrays.copyOf(seed, random.nextInt(seed.length + 1));
      for (int i = 0; i < random.nextInt(4) && mutant.length > 0; i++)
        mutant[random.nextInt(mutant.length)] = (byte) random.nextInt(256);
      BodyHead head = BodyHead.read(mutant);
      if (head != null) assertThat(head.number("rid")).isGreaterThanOrEqualTo(-1);
    }
  }
}
