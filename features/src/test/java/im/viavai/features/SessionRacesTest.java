package im.viavai.features;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import im.viavai.xmpp.Requirement;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Sessions that two streams want at once, and sessions that nobody wants any more when they are
/// there. What waits for the store is done when a test says so.
final class SessionRacesTest {
  private static final String RESUME = "<resume xmlns='urn:xmpp:sm:3' h='%s' previd='%s'/>";
  private static final String BIND2 =
      "<bind xmlns='urn:xmpp:bind:0'><enable xmlns='urn:xmpp:sm:3' resume='true'/></bind>";
  private static final String AUTH =
      "<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='PLAIN'>"
          + StreamClient.plain("juliet")
          + "</auth>";

  private final Queue<Runnable> waiting = new ArrayDeque<>();
  private StreamServer server;

  @BeforeEach
  void start(@TempDir Path folder) {
    server = StreamServer.whole(folder, waiting::add);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private void work() {
    for (Runnable next = waiting.poll(); next != null; next = waiting.poll()) next.run();
  }

  /// Until nothing waits any more, neither for the store nor for these loops.
  private void settle(StreamClient... clients) {
    do {
      work();
      for (StreamClient client : clients) client.sends(" ");
    } while (!waiting.isEmpty());
  }

  private StreamClient loggedIn(String who) {
    StreamClient client = server.client();
    client.logIn(who);
    settle(client);
    assertThat(client.said()).contains("<bound");
    return client;
  }

  private StreamClient authenticated() {
    StreamClient client = server.client();
    client.sends(StreamClient.OPEN);
    client.sends(AUTH);
    settle(client);
    client.sends(StreamClient.OPEN);
    assertThat(client.said()).contains("<success");
    client.forget();
    return client;
  }

  private static String id(StreamClient client) {
    Matcher id = Pattern.compile(" id='([^']+)' resume='true'").matcher(client.said());
    assertThat(id.find()).isTrue();
    return id.group(1);
  }

  private void message(StreamClient from, String body) {
    from.sends("<message to='juliet@localhost' type='chat'><body>" + body + "</body></message>");
    settle(from);
  }

  /// A session of juliet's whose stream is lost, and a message that waits for her.
  private String lost(StreamClient romeo) {
    StreamClient juliet = loggedIn("juliet");
    juliet.sends("<presence/>");
    settle(juliet);
    juliet.vanishes();
    message(romeo, "waiting");
    return id(juliet);
  }

  @Requirement(document = "XEP-0198", section = "5", quote = "it MUST return a <failed/> element")
  @ParameterizedTest
  @CsvSource({"false,false", "true,false", "false,true", "true,true"})
  void xep0198OfTwoParallelResumesExactlyOneWins(boolean laterFirst, boolean inline)
      throws InterruptedException {
    StreamClient romeo = loggedIn("romeo");
    String resume = RESUME.formatted(0, lost(romeo));
    StreamClient one = inline ? server.client() : authenticated();
    StreamClient two = inline ? server.client() : authenticated();
    for (StreamClient client : List.of(one, two)) {
      if (inline) client.logIn("juliet", resume + BIND2);
      else client.sends(resume);
    }
    if (inline) { // to where both have proven themselves and wait for the session
      work();
      one.sends(" ");
      two.sends(" ");
    }
    work(); // both are told that it is there, before either has it
    StreamClient early = laterFirst ? two : one;
    early.sends(" ");
    settle(one, two);
    two.awaits("waiting");
    assertThat(two.said()).contains("<resumed");
    assertThat(one.said()).contains("<failed", "item-not-found").doesNotContain("<resumed");
    if (inline) assertThat(one.said()).as("what it asked for besides").contains("<bound");
    else assertThat(one.said()).doesNotContain("waiting");
    assertThat(one.closed).as("it may bind").isFalse();
    assertThat(two.closed).isFalse();
    message(romeo, "afterwards");
    two.awaits("afterwards");
    assertThat(two.said().split("waiting|afterwards", -1)).as("each once").hasSize(3);
  }

  /// The one before is told, and what it read meanwhile is not handled for it.
  @Requirement(
      document = "XEP-0198",
      section = "5",
      quote = "SHOULD send a 'conflict' stream error and close that stream")
  @Test
  void xep0198WhoResumesAgainEndsTheStreamBefore() throws InterruptedException {
    StreamClient romeo = loggedIn("romeo");
    String resume = RESUME.formatted(0, lost(romeo));
    StreamClient one = authenticated();
    one.sends(resume);
    settle(one);
    one.awaits("waiting");
    assertThat(one.said()).contains("<resumed");
    StreamClient two = authenticated();
    two.sends(resume);
    settle(two);
    two.awaits("waiting");
    assertThat(two.said()).contains("<resumed");
    assertThat(one.said()).contains("<conflict");
    assertThat(one.closed).isTrue();
    assertThat(server.core().sessions().count()).isEqualTo(2); // romeo's and this one
  }

  @Test
  void xep0198WhoClaimsMoreThanWasSentGetsNothing() {
    StreamClient romeo = loggedIn("romeo");
    String id = lost(romeo);
    StreamClient thief = authenticated();
    thief.sends(RESUME.formatted(1000, id));
    settle(thief);
    assertThat(thief.said())
        .contains("<undefined-condition", "<handled-count-too-high", "h='1000'")
        .doesNotContain("waiting", "<resumed");
    assertThat(thief.closed).isTrue();
  }

  /// A session that was to be resumed by a client that went again is still ended in its time: the
  /// next may resume it.
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void cve2026_43506WhoVanishesWhileResumingLeavesTheSessionAsItWas(boolean alive)
      throws InterruptedException {
    StreamClient romeo = loggedIn("romeo");
    String id;
    if (alive) {
      StreamClient juliet = loggedIn("juliet");
      id = id(juliet);
    } else {
      id = lost(romeo);
    }
    StreamClient gone = authenticated();
    gone.sends(RESUME.formatted(0, id));
    gone.vanishes();
    settle(gone);
    assertThat(gone.said()).doesNotContain("<resumed");
    assertThat(server.core().sessions().count()).isEqualTo(2);
    StreamClient next = authenticated();
    next.sends(RESUME.formatted(0, id));
    settle(next);
    assertThat(next.said()).contains("<resumed");
    if (!alive) next.awaits("waiting");
  }

  /// Prosody, Openfire: what a client had begun before it logged in stayed when it was gone.
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void cve2026_43506WhoVanishesWhileBindingLeavesNoSession(boolean inline) {
    for (boolean told : List.of(false, true)) {
      StreamClient gone = inline ? server.client() : authenticated();
      if (inline) {
        gone.logIn("juliet");
        work();
        gone.sends(" "); // proven, and about to be bound
      } else {
        gone.sends("<iq type='set' id='1'><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'/></iq>");
      }
      if (told) List.copyOf(gone.timers).forEach(Runnable::run); // its time is over
      gone.vanishes();
      settle(gone);
      await().until(() -> server.core().sessions().count() == 0);
    }
  }

  @Requirement(
      document = "RFC 6120",
      section = "7.7.2.2",
      quote = "Terminate the currently connected client")
  @Test
  void twoWhoBindTheSameResourceAtOnceAreToldApart() {
    StreamClient one = authenticated();
    StreamClient two = authenticated();
    for (StreamClient client : List.of(one, two)) {
      client.sends(
          "<iq type='set' id='1'><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'>"
              + "<resource>balcony</resource></bind></iq>");
    }
    settle(one, two);
    assertThat(one.closed).isTrue();
    assertThat(one.said()).contains("<conflict").doesNotContain("</jid>");
    assertThat(two.said()).contains("balcony</jid>");
    assertThat(server.core().sessions().count()).isEqualTo(1);
  }
}
