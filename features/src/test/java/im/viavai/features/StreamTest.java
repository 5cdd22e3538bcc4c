package im.viavai.features;

import static org.assertj.core.api.Assertions.assertThat;

import im.viavai.server.net.TlsSession;
import im.viavai.server.route.LocalHost;
import im.viavai.server.stream.ClientStream;
import im.viavai.xmpp.Element;
import im.viavai.xmpp.Requirement;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The stream of a client from its first header on, without a socket.
final class StreamTest {
  @TempDir Path folder;

  @Requirement(
      document = "XEP-0386",
      section = "3",
      quote = "The server SHOULD include a <metadata/> element as defined by XEP-0313")
  @Test
  void bind2TellsTheEndsOfTheArchive() {
    try (StreamServer line = new StreamServer(folder, "")) {
      StreamClient juliet = line.client();
      juliet.logIn("juliet");
      assertThat(juliet.said())
          .contains("<bound xmlns='urn:xmpp:bind:0'>")
          .contains("<metadata xmlns='urn:xmpp:mam:2'/>");
    }
  }

  @Requirement(
      document = "XEP-0198",
      section = "4",
      quote = "equal to the number of stanzas handled by the recipient of the <r/> element")
  @Test
  void aStanzaWithAMalformedAddressIsAnsweredAndCounted() {
    try (StreamServer line = new StreamServer(folder, "")) {
      StreamClient juliet = line.client();
      juliet.logIn("juliet");
      juliet.sends("<message id='bad' to='@@'><body>x</body></message><r xmlns='urn:xmpp:sm:3'/>");
      assertThat(juliet.said()).contains("jid-malformed").contains("h='1'");
    }
  }

  @Requirement(
      document = "RFC 6120",
      section = "4.4",
      quote = "an opportunity to finish transmitting any outbound data")
  @Test
  void whatWasAskedBeforeTheEndIsAnswered() throws InterruptedException {
    try (StreamServer line = StreamServer.whole(folder, Runnable::run)) {
      StreamClient juliet = line.client();
      juliet.logIn("juliet");
      juliet.awaits("<bound");
      juliet.sends(
          "<iq type='get' id='last'><vCard xmlns='vcard-temp'/></iq></stream:stream>"); // may wait
      while (line.core().tasks() > 0) Thread.sleep(1); // all is handled before it is written
      juliet.awaits("</stream:stream>");
      assertThat(juliet.said()).contains("id='last'");
    }
  }

  @Requirement(
      document = "RFC 6120",
      section = "4.9.3.19",
      quote = "until after the confidentiality and integrity of the stream have been protected")
  @Test
  void clientsAreSentToAnotherHostOnceTheirStreamIsProtected() {
    try (StreamServer line = new StreamServer(folder, "other.example:5300")) {
      StreamClient juliet = line.client();
      juliet.secure = false;
      juliet.sends(StreamClient.OPEN);
      assertThat(juliet.said()).contains("starttls").doesNotContain("see-other-host");
      StreamClient again = line.client();
      again.sends(StreamClient.OPEN);
      assertThat(again.said()).contains(">other.example:5300</see-other-host>");
      assertThat(again.closed).isTrue();
    }
  }

  @Test
  void cve2018_10847AStreamStaysWithTheDomainItWasBegunFor() {
    try (StreamServer line = new StreamServer(folder, "")) {
      StreamClient juliet = line.client();
      juliet.sends(StreamClient.OPEN);
      juliet.sends(
          "<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='PLAIN'>"
              + StreamClient.plain("juliet")
              + "</auth>");
      assertThat(juliet.said()).contains("<success");
      juliet.forget();
      juliet.sends(StreamClient.OPEN.replace("localhost", "example.org"));
      assertThat(juliet.said()).contains("not-authorized").doesNotContain("<bind");
      assertThat(juliet.closed).isTrue();
    }
  }

  @Test
  void cve2014_8760NobodyLogsInBeforeTls() {
    try (StreamServer line = new StreamServer(folder, "")) {
      StreamClient juliet = line.client();
      juliet.secure = false;
      juliet.sends(StreamClient.OPEN);
      juliet.sends(
          "<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='PLAIN'>"
              + StreamClient.plain("juliet")
              + "</auth>");
      assertThat(juliet.said()).contains("encryption-required").doesNotContain("<success");
    }
  }

  @Test
  void cve2011_0411WhatFollowsStarttlsInPlainTextIsForgotten() {
    try (StreamServer line = new StreamServer(folder, "")) {
      StreamClient juliet = line.client();
      juliet.secure = false;
      juliet.sends(StreamClient.OPEN);
      juliet.sends(
          "<starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>"
              + "<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='PLAIN'>"
              + StreamClient.plain("juliet")
              + "</auth>");
      assertThat(juliet.said()).contains("<proceed").doesNotContain("<failure");
      juliet.secure = true;
      juliet.forget();
      juliet.sends(StreamClient.OPEN);
      assertThat(juliet.said()).contains("<mechanisms").doesNotContain("<success");
    }
  }

  @Test
  void cve2014_2745ThereIsNoCompression() {
    try (StreamServer line = new StreamServer(folder, "")) {
      StreamClient juliet = line.client();
      juliet.sends(StreamClient.OPEN);
      juliet.sends(
          "<compress xmlns='http://jabber.org/protocol/compress'><method>zlib</method></compress>");
      assertThat(juliet.said()).contains("unsupported-stanza-type").doesNotContain("<compressed");
      assertThat(juliet.closed).isTrue();
    }
  }

  @Test
  void xep0198NobodyResumesTheSessionOfAnother() {
    try (StreamServer line = new StreamServer(folder, "")) {
      StreamClient juliet = line.client();
      juliet.logIn("juliet");
      Matcher id = Pattern.compile(" id='([^']+)' resume='true'").matcher(juliet.said());
      assertThat(id.find()).isTrue();
      StreamClient romeo = line.client();
      romeo.logIn("romeo", "<resume xmlns='urn:xmpp:sm:3' h='0' previd='" + id.group(1) + "'/>");
      assertThat(romeo.said()).contains("item-not-found").doesNotContain("<resumed");
      assertThat(juliet.closed).isFalse();
    }
  }

  @Test
  void t4NobodyActsForAnother() {
    try (StreamServer line = new StreamServer(folder, "")) {
      StreamClient juliet = line.client();
      juliet.sends(StreamClient.OPEN);
      juliet.sends(
          "<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='PLAIN'>"
              + StreamClient.base64("romeo@localhost\0juliet\0secret")
              + "</auth>");
      assertThat(juliet.said()).contains("invalid-authzid").doesNotContain("<success");
    }
  }

  /// The bytes are kept from one login to the next; they are those that would be written anew.
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void whatIsOfferedIsTheSameByteForByteHoweverOftenItWasSent(boolean messages) {
    String none = offered(messages, TlsSession.NONE, 1);
    String bound = offered(messages, bound(), 1);
    assertThat(none).contains("<mechanism>PLAIN<").doesNotContain("-PLUS");
    assertThat(bound).contains("SCRAM-SHA-256-PLUS").contains("tls-exporter");
    assertThat(offered(messages, TlsSession.NONE, 3)).isEqualTo(none);
    assertThat(offered(messages, bound(), 3)).isEqualTo(bound);
  }

  /// What the last of so many connections is offered, the others being of both kinds.
  private String offered(boolean messages, TlsSession tls, int connections) {
    try (StreamServer server = new StreamServer(folder, "")) {
      String offered = "";
      for (int i = 0; i < connections; i++) {
        if (i > 0) offered(server, messages, i % 2 == 0 ? TlsSession.NONE : bound());
        offered = offered(server, messages, tls);
      }
      return offered;
    }
  }

  private static String offered(StreamServer server, boolean messages, TlsSession tls) {
    StreamClient client =
        messages
            ? new StreamClient(connection -> ClientStream.framed(server.services(), connection))
            : server.client();
    client.tls = tls;
    client.sends(
        messages
            ? "<open xmlns='urn:ietf:params:xml:ns:xmpp-framing' to='localhost' version='1.0'/>"
            : StreamClient.OPEN);
    return client.said().substring(client.said().indexOf("<stream:features"));
  }

  private static TlsSession bound() {
    return new TlsSession() {
      @Override
      public String protocol() {
        return "TLSv1.3";
      }

      @Override
      public String cipher() {
        return "TLS_AES_128_GCM_SHA256";
      }

      @Override
      public byte[] tlsExporter() {
        return new byte[32];
      }

      @Override
      public byte[] tlsServerEndPoint() {
        return new byte[32];
      }
    };
  }

  @Test
  void whatAFeatureAnnouncesLaterIsOfferedFromThenOn() {
    try (StreamServer server = new StreamServer(folder, "")) {
      assertThat(offered(server, false, TlsSession.NONE)).doesNotContain("urn:example");
      LocalHost host = Objects.requireNonNull(server.core().host("localhost"));
      host.streamFeatureBeforeLogin(Element.of("urn:example:before", "x"));
      assertThat(offered(server, false, TlsSession.NONE)).contains("urn:example:before");
      host.streamFeature(Element.of("urn:example:after", "x"));
      StreamClient juliet = server.client();
      juliet.logIn("juliet", "");
      assertThat(juliet.said()).contains("<x xmlns='urn:example:after'/>");
    }
  }

  @Test
  void t3ADeviceThatUsedChannelBindingIsRefusedWithoutIfTheOperatorWantsThat() {
    String device = "d4565fa7-4d72-4749-b3d3-740edbf87770";
    String agent = "<user-agent id='" + device + "'/><bind xmlns='urn:xmpp:bind:0'/>";
    for (boolean refuse : List.of(false, true)) {
      Map<String, String> set = Map.of("auth.refuse_downgrades", String.valueOf(refuse));
      try (StreamServer server = new StreamServer(folder.resolve("" + refuse), "", set)) {
        server.boundBefore("juliet", device);
        StreamClient juliet = server.client();
        juliet.tls = bound();
        juliet.logIn("juliet", agent);
        assertThat(juliet.said().contains("<bound")).isEqualTo(!refuse);
        assertThat(juliet.said().contains("<not-authorized")).isEqualTo(refuse);
        assertThat(server.downgraded()).isEqualTo(1);
      }
    }
  }
}
