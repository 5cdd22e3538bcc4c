package im.viavai.interop.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import im.viavai.interop.process.ServerProcess;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Other people's clients administer the server and invite, with the forms as they show them.
class CommandsTest {
  private static final String ADMIN = "http://jabber.org/protocol/admin#";

  @TempDir static Path data;
  private static ServerProcess server;

  @BeforeAll
  static void start() {
    server = new ServerProcess(data.resolve("data"), "");
    server.start();
    server.accounts(List.of("bard", "will", "romeo"));
    server.run("", "admin", "grant", "bard@localhost");
    server.run("", "admin", "grant", "will@localhost");
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Test
  void slixmppAddsAUserInvitesAndCounts() throws Exception {
    assumeTrue(Kind.SLIXMPP.isInstalled(), "needs the Debian package python3-slixmpp");
    try (SlixmppClient bard = new SlixmppClient(server, "bard", "secret")) {
      assertThat(bard.commands().split(" "))
          .contains(ADMIN + "add-user", ADMIN + "get-idle-users")
          .contains("urn:xmpp:invite#invite", "urn:xmpp:invite#create-account");
      assertThat(bard.run(ADMIN + "add-user", "accountjid=juliet@localhost", "password=secret"))
          .isEqualTo("Added juliet@localhost.");
      assertThat(bard.runInVain(ADMIN + "add-user", "accountjid=juliet@localhost", "password=x"))
          .as("an error of a later step")
          .isEqualTo("conflict");
      assertThat(bard.run("urn:xmpp:invite#invite"))
          .contains("uri=xmpp:bard@localhost?roster;preauth=")
          .contains("landing-url=https://localhost:" + server.httpsPort() + "/invite/")
          .contains("expire=20");
      assertThat(bard.run("urn:xmpp:invite#create-account", "username=nurse"))
          .contains("uri=xmpp:nurse@localhost?register;preauth=");
      assertThat(bard.run(ADMIN + "get-online-users-num")).matches("onlineusersnum=[1-9]");
      try (SlixmppClient juliet = new SlixmppClient(server, "juliet", "secret")) {
        assertThat(juliet.commands()).isEqualTo("urn:xmpp:invite#invite");
        assertThat(juliet.runInVain(ADMIN + "add-user")).isEqualTo("forbidden");
      }
    }
  }

  @Test
  void profanityAddsAUserInvitesAndCounts() throws Exception {
    assumeTrue(Kind.PROFANITY.isInstalled(), "needs the Debian packages profanity and tmux");
    try (ProfanityClient will = new ProfanityClient(server, "will", "secret")) {
      will.type("/cmd list localhost");
      will.await(ADMIN + "add-user");
      will.type("/cmd exec " + ADMIN + "add-user localhost");
      will.await("The password for this account");
      will.type("/field1 paris@localhost");
      will.type("/field2 secret");
      will.type("/form submit");
      will.await("Added paris@localhost.");
      will.type("/win 1");
      will.type("/cmd exec urn:xmpp:invite#invite localhost");
      will.await("xmpp:will@localhost?roster;preauth=");
      will.type("/cmd exec " + ADMIN + "get-online-users-num localhost");
      will.await("The number of users online");
    }
    try (OtherClient paris = Kind.PROFANITY.login(server, "paris")) {
      paris.send("romeo", "I-am-new-here");
    }
  }
}
