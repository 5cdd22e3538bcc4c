package im.viavai.server.web;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import im.viavai.server.config.BoshOptions;
import im.viavai.server.config.Config;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Many who want something of the BOSH door at once and mean it no good.
class BoshCrowdTest {
  private static final String NS = " xmlns='http://jabber.org/protocol/httpbind'";
  private static final int PER_ADDRESS = 4;
  private static final int HALF_OPEN = 40;

  private WebServer server;

  @BeforeEach
  void start() throws Exception {
    BoshOptions base = Config.defaults().of(BoshOptions.class);
    BoshOptions few =
        new BoshOptions(
            base.longestWait(),
            base.hold(),
            base.inactivity(),
            base.polling(),
            base.maxPause(),
            base.sessions(),
            PER_ADDRESS,
            base.requestBytes(),
            base.queueBytes());
    Duration soon = Duration.ofSeconds(1);
    server = new WebServer(WebLimits.DEFAULT.withTimeouts(soon, soon, soon), few, List.of());
  }

  @AfterEach
  void stop() throws Exception {
    server.close();
  }

  private String post(String body) throws Exception {
    return server.talk(head(body.getBytes(UTF_8).length) + body);
  }

  private String head(int length) {
    return "POST /bosh HTTP/1.1\r\nHost: localhost:"
        + server.port
        + "\r\nConnection: close\r\nContent-Length: "
        + length
        + "\r\n\r\n";
  }

  private String create() throws Exception {
    return post("<body rid='1' to='localhost' ver='1.11' wait='30' hold='1'" + NS + "/>");
  }

  private static String sid(String answer) {
    int at = answer.indexOf(" sid='") + 6;
    return answer.substring(at, answer.indexOf('\'', at));
  }

  @Test
  void requestsWhoseBodyNeverComesAreCutAndKeepNobodyOut() throws Exception {
    List<SSLSocket> half = new ArrayList<>();
    try {
      for (int i = 0; i < HALF_OPEN; i++) {
        SSLSocket socket = server.socket("http/1.1");
        half.add(socket);
        String begun = head(1000) + (i % 2 == 0 ? "" : "<body rid='1' to='localhost'");
        socket.getOutputStream().write(begun.getBytes(UTF_8));
        socket.getOutputStream().flush();
      }
      assertThat(create()).contains(" sid='"); // they are no sessions of this address
      assertThat(server.bosh.sessions()).isEqualTo(1);
      for (SSLSocket socket : half) {
        assertThat(WebServer.rest(socket)).startsWith("HTTP/1.1 408 ").doesNotContain(" sid='");
      }
      assertThat(server.bosh.sessions()).isEqualTo(1);
    } finally {
      for (SSLSocket socket : half) socket.close();
    }
  }

  @Test
  void anAddressHasSoManySessionsAndAnotherWhenOneEnds() throws Exception {
    List<String> sids = new ArrayList<>();
    for (int i = 0; i < PER_ADDRESS; i++) sids.add(sid(create()));
    for (int i = 0; i < 2 * PER_ADDRESS; i++) {
      assertThat(create()).contains("condition='policy-violation'").doesNotContain(" sid='");
    }
    assertThat(server.bosh.sessions()).isEqualTo(PER_ADDRESS);
    String far = post("<body sid='" + sids.getFirst() + "' rid='999'" + NS + "/>");
    assertThat(far).contains("condition='item-not-found'"); // which ends it
    await().until(() -> server.bosh.sessions() == PER_ADDRESS - 1); // refused ones took no place
    assertThat(create()).contains(" sid='");
    assertThat(create()).contains("condition='policy-violation'");
  }
}
