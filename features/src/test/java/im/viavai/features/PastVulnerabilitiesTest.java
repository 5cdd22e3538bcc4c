package im.viavai.features;

import static org.assertj.core.api.Assertions.assertThat;

import im.viavai.server.config.Limits;
import im.viavai.server.config.Size;
import java.lang.reflect.RecordComponent;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Holes of other servers that a stream could have as well, each test by the name of its hole.
final class PastVulnerabilitiesTest {
  @TempDir Path folder;

  /// Prosody, Openfire: white space and pings kept connections alive that never logged in.
  @Test
  void cve2026_43506NothingExtendsTheTimeForTheLogin() {
    try (StreamServer server = new StreamServer(folder, "")) {
      StreamClient nobody = server.client();
      nobody.sends(StreamClient.OPEN);
      for (int i = 0; i < 100; i++) nobody.sends(" ");
      assertThat(nobody.timers).hasSize(1);
      assertThat(nobody.closed).isFalse();
      nobody.timers.getFirst().run();
      assertThat(nobody.said()).contains("<connection-timeout");
      assertThat(nobody.closed).isTrue();
    }
  }

  /// The other half of it: what is lost at any stage leaves neither a timer nor a session.
  @Test
  void cve2026_43506WhoeverVanishesBeforeTheLoginLeavesNothing() {
    List<List<String>> stages =
        List.of(
            List.of(),
            List.of("<stream:str"),
            List.of(StreamClient.OPEN),
            List.of(StreamClient.OPEN, "<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mech"),
            List.of(
                StreamClient.OPEN,
                "<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='SCRAM-SHA-1'>"
                    + StreamClient.base64("n,,n=juliet,r=abcdefghijkl")
                    + "</auth>"),
            List.of(
                StreamClient.OPEN,
                "<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='PLAIN'>"
                    + StreamClient.plain("juliet")
                    + "</auth>",
                StreamClient.OPEN));
    try (StreamServer server = new StreamServer(folder, "")) {
      for (List<String> stage : stages) {
        StreamClient nobody = server.client();
        stage.forEach(nobody::sends);
        nobody.vanishes();
        assertThat(nobody.timers).as("after %s", stage).isEmpty();
      }
      assertThat(server.core().sessions().count()).isZero();
    }
  }

  /// Prosody: limits that were there and off.
  @Test
  void cve2021_32918EveryLimitIsOnUnlessSomebodySwitchesItOff()
      throws ReflectiveOperationException {
    Limits limits = new TestConfig(Map.of()).of(Limits.class);
    for (RecordComponent limit : Limits.class.getRecordComponents()) {
      switch (limit.getAccessor().invoke(limits)) {
        case Integer number -> assertThat(number).as(limit.getName()).isLessThan(1_000_000);
        case Size size -> assertThat(size.bytes()).as(limit.getName()).isLessThan(1L << 30);
        default -> {} // a time: it cannot be off
      }
    }
  }

  @Test
  void cve2021_32918AnElementBeforeTheLoginIsCutWhileItComes() {
    try (StreamServer server = new StreamServer(folder, "")) {
      StreamClient nobody = server.client();
      nobody.sends(StreamClient.OPEN);
      nobody.sends("<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='PLAIN'>");
      for (int i = 0; i < 20 && !nobody.closed; i++) nobody.sends("A".repeat(1024));
      assertThat(nobody.said()).contains("<policy-violation");
      assertThat(nobody.closed).isTrue();
    }
  }

  /// ejabberd: a request without what it must have ran for ever. Each is answered, once.
  @Test
  void cve2011_4320ARequestThatLacksEverythingIsAnsweredOnce() throws InterruptedException {
    List<String> payloads =
        List.of(
            "<query xmlns='jabber:iq:roster'/>",
            "<query xmlns='jabber:iq:roster'><item/></query>",
            "<query xmlns='urn:xmpp:mam:2'><x xmlns='jabber:x:data'/></query>",
            "<query xmlns='urn:xmpp:mam:2'><x xmlns='jabber:x:data' type='submit'><field/></x></query>",
            "<query xmlns='urn:xmpp:mam:2'><set xmlns='http://jabber.org/protocol/rsm'><max/></set></query>",
            "<metadata xmlns='urn:xmpp:mam:2'><x/></metadata>",
            "<pubsub xmlns='http://jabber.org/protocol/pubsub'><publish/></pubsub>",
            "<pubsub xmlns='http://jabber.org/protocol/pubsub'/>",
            "<bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'/>",
            "<query xmlns='http://jabber.org/protocol/disco#info' node=''/>",
            "<x xmlns=''/>");
    try (StreamServer server = new StreamServer(folder, "")) {
      StreamClient juliet = server.client();
      juliet.logIn("juliet");
      int id = 0;
      for (String payload : payloads) {
        for (String type : List.of("get", "set")) {
          for (String to : List.of("", " to='juliet@localhost'", " to='localhost'")) {
            juliet.forget();
            juliet.sends(
                "<iq type='" + type + "' id='q" + ++id + "'" + to + ">" + payload + "</iq>");
            juliet.awaits("id='q" + id + "'");
            assertThat(juliet.said().split("id='q" + id + "'", -1))
                .as("%s%s %s", type, to, payload)
                .hasSize(2);
          }
        }
      }
      assertThat(juliet.closed).isFalse();
    }
  }

  /// And two services that answer each other's errors never stop.
  @Test
  void cve2011_4320NoErrorIsEverAnswered() {
    try (StreamServer server = new StreamServer(folder, "")) {
      StreamClient juliet = server.client();
      juliet.logIn("juliet");
      juliet.forget();
      String error =
          "<error type='cancel'><item-not-found xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error>";
      for (String to :
          List.of("localhost", "nobody@localhost", "elsewhere.example", "example.org")) {
        juliet.sends("<message type='error' id='m' to='" + to + "'>" + error + "</message>");
        juliet.sends("<iq type='error' id='i' to='" + to + "'>" + error + "</iq>");
        juliet.sends("<iq type='result' id='r' to='" + to + "'/>");
        juliet.sends("<presence type='error' id='p' to='" + to + "'>" + error + "</presence>");
      }
      assertThat(juliet.said()).isEmpty();
    }
  }

  /// Amplification: what one client makes the server send has an end.
  @Test
  void directedPresenceGoesToSoManyAddressesOnly() {
    try (StreamServer server = new StreamServer(folder, "")) {
      StreamClient juliet = server.client();
      juliet.logIn("juliet");
      juliet.forget();
      for (int i = 0; i <= 1000; i++)
        juliet.sends("<presence id='p" + i + "' to='x" + i + "@else.example'/>");
      assertThat(juliet.said().split("<resource-constraint", -1)).hasSize(2);
    }
  }

  /// XEP-0313: a page is as long as the server likes, whatever is asked for.
  @Test
  void xep0313AskingForAThousandMillionMessagesIsHarmless() throws InterruptedException {
    try (StreamServer server = new StreamServer(folder, "")) {
      StreamClient juliet = server.client();
      juliet.logIn("juliet");
      for (String max : List.of("1000000000", "99999999999999999999", "-1")) {
        juliet.forget();
        juliet.sends(
            "<iq type='set' id='q'><query xmlns='urn:xmpp:mam:2'>"
                + "<set xmlns='http://jabber.org/protocol/rsm'><max>"
                + max
                + "</max></set></query></iq>");
        juliet.awaits("id='q'");
      }
      assertThat(juliet.closed).isFalse();
    }
  }
}
