package im.viavai.features;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// T4: whoever logged in is who the session is, by whatever way it was made and whatever else was
/// claimed on the way. ejabberd 26.07 knew one identity in SASL and took another for the session.
final class IdentityTest {
  private static final String DEVICE = "d4565fa7-4d72-4749-b3d3-740edbf87770";
  private static final Pattern TOKEN = Pattern.compile(" token='([^']+)'");
  private static final Pattern SM_ID = Pattern.compile(" id='([^']+)' resume='true'");
  private static final String BIND =
      "<bind xmlns='urn:xmpp:bind:0'><tag>%s</tag>"
          + "<enable xmlns='urn:xmpp:sm:3' resume='true'/></bind>";

  private StreamServer server;

  @BeforeEach
  void start(@TempDir Path folder) {
    server = StreamServer.whole(folder, Runnable::run);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private static String found(Pattern pattern, StreamClient client) {
    Matcher matcher = pattern.matcher(client.said());
    assertThat(matcher.find()).as(client.said()).isTrue();
    return matcher.group(1);
  }

  private static String byToken(String who, String token) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(token.getBytes(UTF_8), "HmacSHA256"));
      ByteArrayOutputStream message = new ByteArrayOutputStream();
      message.writeBytes((who + "\0").getBytes(UTF_8));
      message.writeBytes(mac.doFinal("Initiator".getBytes(UTF_8)));
      return Base64.getEncoder().encodeToString(message.toByteArray());
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  /// A session with stream management and a token.
  private StreamClient atHome(String who) {
    StreamClient client = server.client();
    client.logIn(
        who,
        "<user-agent id='"
            + DEVICE
            + "'/><request-token xmlns='urn:xmpp:fast:0' mechanism='HT-SHA-256-NONE'/>"
            + BIND.formatted("home"));
    assertThat(client.said()).contains(">" + who + "@localhost/home~");
    return client;
  }

  private static String authenticate(String mechanism, String initial, String inline) {
    return "<authenticate xmlns='urn:xmpp:sasl:2' mechanism='"
        + mechanism
        + "'><initial-response>"
        + initial
        + "</initial-response><user-agent id='"
        + DEVICE
        + "'/>"
        + inline
        + "</authenticate>";
  }

  /// Each way in, with every claim to be somebody else that it has room for. Both have the same
  /// device id, and juliet knows the id of romeo's session.
  @Test
  void t4TheSessionBelongsToWhoProvedItselfWhateverElseIsClaimed() throws InterruptedException {
    String romeosSession = found(SM_ID, atHome("romeo"));
    String token = found(TOKEN, atHome("juliet"));
    List<String> headers = List.of("", " from='juliet@localhost'", " from='eve@example.org'");
    List<String> authzids = List.of("", "juliet@localhost");
    List<String> tags = List.of("romeo@localhost/x", "x/romeo@localhost", "&lt;&#9;", "balcony");
    List<String> resumes =
        List.of("", "<resume xmlns='urn:xmpp:sm:3' h='0' previd='" + romeosSession + "'/>");
    Random random = new Random(4);
    for (int i = 0; i < 60; i++) {
      String header = headers.get(random.nextInt(headers.size()));
      String authzid = authzids.get(random.nextInt(authzids.size()));
      String inline =
          resumes.get(random.nextInt(2)) + BIND.formatted(tags.get(random.nextInt(tags.size())));
      boolean byToken = random.nextBoolean();
      StreamClient juliet = server.client();
      juliet.sends(StreamClient.OPEN.replace(" to=", header + " to="));
      juliet.sends(
          byToken
              ? authenticate(
                  "HT-SHA-256-NONE",
                  byToken("juliet", token),
                  "<fast xmlns='urn:xmpp:fast:0'/>" + inline)
              : authenticate("PLAIN", StreamClient.base64(authzid + "\0juliet\0secret"), inline));
      String said = juliet.said();
      assertThat(said).doesNotContain(">romeo@localhost", "<resumed");
      if (said.contains("<success")) assertThat(said).contains(">juliet@localhost");
      if (said.contains("<bound")) {
        juliet.forget();
        juliet.sends("<iq type='get' id='me'><ping xmlns='urn:xmpp:ping'/></iq>");
        juliet.awaits("id='me'");
        assertThat(juliet.said())
            .contains("from='juliet@localhost' to='juliet@localhost/")
            .doesNotContain("='romeo");
      }
      juliet.sends("</stream:stream>");
    }
  }

  @Test
  void t4NobodyIsMadeAnotherByWhatHeClaims() {
    StreamClient home = atHome("juliet");
    String token = found(TOKEN, home);
    List<String> attempts =
        List.of(
            authenticate("PLAIN", StreamClient.base64("romeo@localhost\0juliet\0secret"), ""),
            authenticate("PLAIN", StreamClient.base64("romeo\0juliet\0secret"), ""),
            authenticate("PLAIN", StreamClient.base64("juliet@example.org\0juliet\0secret"), ""),
            authenticate(
                "HT-SHA-256-NONE",
                byToken("romeo", token),
                "<fast xmlns='urn:xmpp:fast:0'/>" + BIND.formatted("x")),
            authenticate("HT-SHA-256-NONE", byToken("juliet", token), BIND.formatted("x")));
    for (String attempt : attempts) {
      StreamClient eve = server.client();
      eve.sends(StreamClient.OPEN);
      eve.sends(attempt);
      assertThat(eve.said()).as(attempt).contains("<failure").doesNotContain("<success", "<bound");
    }
    StreamClient claims = server.client();
    claims.sends(StreamClient.OPEN.replace(" to=", " from='romeo@localhost' to="));
    claims.sends(authenticate("PLAIN", StreamClient.plain("juliet"), BIND.formatted("x")));
    assertThat(claims.said()).contains(">juliet@localhost/x~").doesNotContain(">romeo@");
  }

  /// RFC 6120 §8.1.2.1: a session speaks for itself only.
  @Test
  void t4ASessionSendsInItsOwnNameOnly() {
    for (String from :
        List.of(
            "romeo@localhost", "juliet@localhost/elsewhere", "localhost", "juliet@example.org")) {
      StreamClient juliet = atHome("juliet");
      juliet.sends("<message from='" + from + "' to='juliet@localhost'><body>x</body></message>");
      assertThat(juliet.said()).as(from).contains("<invalid-from");
      assertThat(juliet.closed).isTrue();
      juliet.vanishes();
    }
  }
}
