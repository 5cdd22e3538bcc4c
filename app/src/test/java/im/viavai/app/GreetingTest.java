package im.viavai.app;

import static org.assertj.core.api.Assertions.assertThat;

import im.viavai.server.config.Listen;
import im.viavai.server.config.Served;
import im.viavai.server.config.Shape;
import im.viavai.server.invite.Issued;
import im.viavai.server.invite.Wish;
import im.viavai.store.Invitation.Kind;
import im.viavai.xmpp.Jid;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// What a newcomer reads first.
final class GreetingTest {
  private static String first(int https, String webAddress) {
    Wish wish = Wish.account(Kind.ADMINISTRATOR, Jid.of("localhost"), Duration.ofDays(7));
    return Greeting.first(
        Path.of("viavai-data"),
        Path.of("viavai-data/viavai.toml"),
        Path.of("viavai-data/certs/ca.crt"),
        new Served(List.of("localhost")),
        Shape.of(Listen.class).make(Map.of("https", https)),
        new Issued("TOKEN", wish, webAddress, 0),
        "");
  }

  @Test
  void theLinkIsForABrowserWhereThereIsAWebDoor() {
    assertThat(first(5443, "https://localhost:5443"))
        .contains("Open this link in a browser and make your account")
        .contains("\n  https://localhost:5443/invite/TOKEN\n")
        .contains(
            "a browser that does not know the authority below warns first: go on to localhost.")
        .contains("port 5443 (web)");
  }

  @Test
  void withoutAWebDoorTheLinkIsForAnAppAndNoBrowserIsSpokenOf() {
    assertThat(first(0, ""))
        .contains("Open this link with an XMPP app that knows invitations (XEP-0445)")
        .contains("\n  xmpp:localhost?register;preauth=TOKEN\n")
        .contains("It works once; the app has to trust the authority below.")
        .doesNotContain("browser")
        .doesNotContain("go on to")
        .doesNotContain("(web)");
  }
}
