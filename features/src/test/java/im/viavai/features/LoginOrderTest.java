package im.viavai.features;

import static org.assertj.core.api.Assertions.assertThat;

import im.viavai.server.stream.ClientStream;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Whatever a client sends, and in whatever order, nobody is in before TLS and a login, and then on
/// no other domain.
final class LoginOrderTest {
  private static final String BIND =
      "<iq type='set' id='1'><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'/></iq>";

  /// What could be agreed on before TLS, in this server or in another.
  private static final List<String> BEFORE =
      List.of(
          "",
          " \n ",
          "<compress xmlns='http://jabber.org/protocol/compress'><method>zlib</method></compress>",
          "<starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>",
          "<proceed xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>",
          "<enable xmlns='urn:xmpp:sm:3' resume='true'/>",
          "<resume xmlns='urn:xmpp:sm:3' h='0' previd='x'/>",
          "<r xmlns='urn:xmpp:sm:3'/>",
          "<active xmlns='urn:xmpp:csi:0'/>",
          "<iq type='get' id='1'><query xmlns='jabber:iq:auth'/></iq>",
          "<iq type='set' id='1'><query xmlns='jabber:iq:register'><username>eve</username>"
              + "<password>secret1234</password></query></iq>",
          "<iq type='set' id='1'><session xmlns='urn:ietf:params:xml:ns:xmpp-session'/></iq>",
          BIND,
          "<success xmlns='urn:ietf:params:xml:ns:xmpp-sasl'/>",
          "<abort xmlns='urn:ietf:params:xml:ns:xmpp-sasl'/>",
          "<stream:features/>",
          StreamClient.OPEN);

  private static final String PLAIN = StreamClient.plain("juliet");

  private static final List<String> LOGINS =
      List.of(
          "<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='PLAIN'>" + PLAIN + "</auth>",
          "<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='PLAIN'/>",
          "<response xmlns='urn:ietf:params:xml:ns:xmpp-sasl'>" + PLAIN + "</response>",
          "<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='SCRAM-SHA-256'>"
              + StreamClient.base64("n,,n=juliet,r=abcdefghijklmnop")
              + "</auth>",
          "<authenticate xmlns='urn:xmpp:sasl:2' mechanism='PLAIN'><initial-response>"
              + PLAIN
              + "</initial-response><bind xmlns='urn:xmpp:bind:0'/></authenticate>",
          "<response xmlns='urn:xmpp:sasl:2'>" + PLAIN + "</response>");

  @TempDir Path folder;

  /// ejabberd: compression before STARTTLS, and TLS was no longer asked for. Every order of two
  /// things before each kind of login.
  @Test
  void cve2014_8760NoOrderOfFeaturesLetsAnybodyInBeforeTls() {
    try (StreamServer server = StreamServer.whole(folder, Runnable::run)) {
      for (String first : BEFORE) {
        for (String second : BEFORE) {
          for (String login : LOGINS) {
            StreamClient eve = server.client();
            eve.secure = false;
            for (String sent : List.of(StreamClient.OPEN, first, second, login, login, BIND))
              if (!eve.closed) eve.sends(sent);
            assertThat(eve.said())
                .as("%s %s %s", first, second, login)
                .contains("<starttls")
                .doesNotContain("<success", "<challenge", "<continue", "<mechanism>")
                .doesNotContain("<compressed", "<enabled", "<resumed", "</jid>", "<bound")
                .doesNotContain("type='result'");
          }
        }
      }
      assertThat(server.core().sessions().count()).isZero();
    }
  }

  /// Inside TLS likewise: of all this nothing is a login.
  @Test
  void cve2014_8760NothingStandsForALogin() {
    try (StreamServer server = StreamServer.whole(folder, Runnable::run)) {
      for (String first : BEFORE) {
        for (String second : BEFORE) {
          StreamClient eve = server.client();
          for (String sent : List.of(StreamClient.OPEN, first, second, BIND, StreamClient.OPEN))
            if (!eve.closed) eve.sends(sent);
          assertThat(eve.said())
              .as("%s %s", first, second)
              .doesNotContain("<success", "<compressed", "<enabled", "<resumed", "</jid>");
        }
      }
      assertThat(server.core().sessions().count()).isZero();
    }
  }

  /// Prosody: who had logged in to one domain opened the stream anew to another.
  @Test
  void cve2018_10847NoTransportLetsAStreamGoOnForAnotherDomain() {
    String body = "<body xmlns='http://jabber.org/protocol/httpbind' xmlns:x='urn:xmpp:xbosh'";
    String open = "<open xmlns='urn:ietf:params:xml:ns:xmpp-framing' version='1.0' to='%s'/>";
    try (StreamServer server = StreamServer.whole(folder, Runnable::run)) {
      StreamClient document = server.client();
      document.sends(StreamClient.OPEN);
      document.sends(LOGINS.getFirst());
      assertThat(document.said()).contains("<success");
      document.forget();
      document.sends(StreamClient.OPEN.replace("localhost", "example.org"));
      document.sends(BIND);
      assertRefused(document);

      StreamClient frames =
          new StreamClient(below -> ClientStream.framed(server.services(), below));
      frames.sendsMessage(open.formatted("localhost"));
      frames.sendsMessage(LOGINS.getFirst());
      assertThat(frames.said()).contains("<success");
      frames.forget();
      frames.sendsMessage(open.formatted("example.org"));
      frames.sendsMessage(BIND.replace("<iq ", "<iq xmlns='jabber:client' "));
      assertRefused(frames);

      StreamClient bodies = new StreamClient(below -> ClientStream.bosh(server.services(), below));
      bodies.sendsMessage(body + " to='localhost' x:version='1.0'/>");
      bodies.sendsMessage(body + ">" + LOGINS.getFirst() + "</body>");
      assertThat(bodies.said()).contains("<success");
      bodies.forget();
      bodies.sendsMessage(body + " to='example.org' x:restart='true' x:version='1.0'/>");
      bodies.sendsMessage(
          body + ">" + BIND.replace("<iq ", "<iq xmlns='jabber:client' ") + "</body>");
      assertRefused(bodies);
      assertThat(server.core().sessions().count()).isZero();
    }
  }

  private static void assertRefused(StreamClient client) {
    assertThat(client.said()).contains("not-authorized").doesNotContain("<bind", "</jid>");
    assertThat(client.closed).isTrue();
  }

  /// The same after SASL 2, where no header follows at all.
  @Test
  void cve2018_10847AfterSasl2NoHeaderIsRead() {
    try (StreamServer server = StreamServer.whole(folder, Runnable::run)) {
      StreamClient juliet = server.client();
      juliet.logIn("juliet", "");
      assertThat(juliet.said()).contains("<success");
      juliet.forget();
      juliet.sends(StreamClient.OPEN.replace("localhost", "example.org"));
      juliet.sends(BIND);
      assertThat(juliet.said()).doesNotContain("<bind", "</jid>", "from='example.org'");
      assertThat(server.core().sessions().count()).isZero();
    }
  }
}
