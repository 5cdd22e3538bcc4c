package im.viavai.features;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import im.viavai.server.stream.ClientStream;
import im.viavai.xmpp.Requirement;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What the messages of a WebSocket may contain, wherever they are cut (CVE-2026-62389 and its
/// family).
final class FramesTest {
  private static final String OPEN =
      "<open xmlns='urn:ietf:params:xml:ns:xmpp-framing' to='localhost' version='1.0'/>";

  private static StreamServer server;
  private StreamClient juliet;

  @BeforeAll
  static void start(@TempDir Path folder) {
    server = StreamServer.whole(folder, Runnable::run);
  }

  @BeforeEach
  void logIn() {
    juliet = new StreamClient(below -> ClientStream.framed(server.services(), below));
    juliet.sendsMessage(OPEN);
    juliet.sendsMessage(
        "<authenticate xmlns='urn:xmpp:sasl:2' mechanism='PLAIN'><initial-response>"
            + StreamClient.plain("juliet")
            + "</initial-response><bind xmlns='urn:xmpp:bind:0'/></authenticate>");
    assertThat(juliet.said()).contains("<bound");
    juliet.forget();
  }

  @AfterEach
  void leave() {
    juliet.vanishes();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static String ping(String id) {
    return "<iq xmlns='jabber:client' type='get' id='"
        + id
        + "'><ping xmlns='urn:xmpp:ping'/></iq>";
  }

  /// RFC 6455 §8.1 is left to the reader of XML, which sees the bytes of all frames as one.
  @Test
  void cve2026_62389ACharacterMayBeSplitOverFramesAndABadOneMayNot() throws InterruptedException {
    byte[] good = ping("é😀").getBytes(UTF_8);
    for (int at = 1; at < good.length; at++) {
      juliet.forget();
      juliet.sendsBytes(good, 0, at);
      juliet.sendsBytes(good, at, good.length);
      juliet.endsMessage();
      juliet.awaits("id='é😀'");
    }
    byte[] bad = ping("é").getBytes(UTF_8);
    int place = ping("é").indexOf("é");
    bad[place + 1] = 'x';
    juliet.forget();
    juliet.sendsBytes(bad, 0, place + 1);
    juliet.sendsBytes(bad, place + 1, bad.length);
    juliet.endsMessage();
    assertThat(juliet.said()).contains("<stream:error").doesNotContain("result");
    assertThat(juliet.closed).isTrue();
  }

  /// Each would be free: neither bytes nor a stanza that a limit counts.
  @Requirement(
      document = "RFC 7395",
      section = "3.8",
      quote = "whitespace keepalives MUST NOT be used")
  @ParameterizedTest
  @ValueSource(strings = {"", " ", "\n \t"})
  void cve2026_62389AMessageWithoutAnElementEndsTheStream(String nothing) {
    juliet.sendsMessage(nothing);
    assertThat(juliet.said()).contains("<not-well-formed");
    assertThat(juliet.closed).isTrue();
  }

  @Requirement(
      document = "RFC 7395",
      section = "3.3.3",
      quote = "The first character of each frame MUST be a '<' character")
  @ParameterizedTest
  @ValueSource(
      strings = {
        "x<iq xmlns='jabber:client' type='get' id='1'/>",
        "<iq xmlns='jabber:client' type='get' id='1'><ping xmlns='urn:xmpp:ping'/></iq"
            + "><iq xmlns='jabber:client' type='get' id='2'/>",
        "<iq xmlns='jabber:client' type='get' id='1'>",
        "<iq xmlns='jabber:client' type='get'/>x",
        "</iq>",
        "<open xmlns='urn:ietf:params:xml:ns:xmpp-framing' to='localhost' version='1.0'/>",
        "<?xml version='1.0'?>"
      })
  void cve2022_0217AMessageIsOneElementAndNothingElse(String message) {
    juliet.sendsMessage(message);
    assertThat(juliet.said()).contains("<stream:error");
    assertThat(juliet.closed).isTrue();
  }

  @Test
  void aStreamIsClosedInOrder() {
    juliet.sendsMessage("<close xmlns='urn:ietf:params:xml:ns:xmpp-framing'/>");
    assertThat(juliet.said()).contains("<close").doesNotContain("<stream:error");
    assertThat(juliet.closed).isTrue();
  }
}
