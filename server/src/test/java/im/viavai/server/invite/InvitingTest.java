package im.viavai.server.invite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import im.viavai.server.sasl.Tokens;
import im.viavai.store.AccountStore;
import im.viavai.store.Invitation.Kind;
import im.viavai.store.InvitationStore;
import im.viavai.store.Store;
import im.viavai.store.StoreOptions;
import im.viavai.store.sql.SqliteStore;
import im.viavai.xmpp.Jid;
import im.viavai.xmpp.Requirement;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InvitingTest {
  private static final Jid DOMAIN = Jid.of("example.org");
  private static final Duration WEEK = Duration.ofDays(7);
  private static final String WEB = "https://example.org:5443";

  @TempDir Path folder;
  private Store store;
  private Inviting inviting;

  @BeforeEach
  void open() {
    store = new SqliteStore(folder, StoreOptions.standard());
    inviting =
        new Inviting(
            store.port(InvitationStore.class),
            new Tokens(new SecureRandom()),
            InstantSource.system());
  }

  @AfterEach
  void close() {
    store.close();
  }

  private Issued issue(Wish wish) {
    return inviting.issue(wish, WEB, 1).orElseThrow();
  }

  @Requirement(
      document = "XEP-0401",
      section = "5.4",
      quote = "SHOULD be a securely generated random alpha-numeric string")
  @Test
  void tokensAreLettersAndDigitsAndOnlyTheirHashesAreKept() {
    Set<String> tokens = new HashSet<>();
    for (int i = 0; i < 50; i++) {
      Issued issued = issue(Wish.account(Kind.ACCOUNT, DOMAIN, WEEK));
      assertThat(issued.token()).matches("[a-z2-7]{26}");
      assertThat(issued.toString()).doesNotContain(issued.token());
      tokens.add(issued.token());
      assertThat(store.port(InvitationStore.class).find(Inviting.hash(issued.token()))).isPresent();
    }
    assertThat(tokens).hasSize(50);
  }

  @Requirement(
      document = "XEP-0445",
      section = "2.2",
      quote = "An invitation to register an account can contain just the server domain")
  @Test
  void anInvitationForAnAccountIsARegisterLink() {
    Issued issued = issue(Wish.account(Kind.ADMINISTRATOR, DOMAIN, WEEK));
    assertThat(issued.uri()).isEqualTo("xmpp:example.org?register;preauth=" + issued.token());
    assertThat(issued.landingUrl()).isEqualTo(WEB + "/invite/" + issued.token());
    Issued named = issue(new Wish(Kind.ACCOUNT, DOMAIN, "d%d", null, 0, 1, WEEK));
    assertThat(named.uri()).startsWith("xmpp:d%25d@example.org?register;preauth=");
    Issued alone = inviting.issue(Wish.account(Kind.ACCOUNT, DOMAIN, WEEK), "", 1).orElseThrow();
    assertThat(alone.link()).isEqualTo(alone.uri());
  }

  @Requirement(
      document = "XEP-0401",
      section = "5.1",
      quote = "the server MUST omit the **ibr=y** query component")
  @Test
  void aContactIsARosterLinkThatSaysWhetherAnAccountComesWithIt() {
    Jid romeo = Jid.of("romeo@example.org");
    store.port(AccountStore.class).create(romeo, List.of());
    long key = store.port(AccountStore.class).find(romeo).orElseThrow().key();
    Issued both = issue(Wish.contact(Kind.ACCOUNT_AND_CONTACT, romeo, key, WEEK));
    assertThat(both.uri())
        .isEqualTo("xmpp:romeo@example.org?roster;preauth=" + both.token() + ";ibr=y");
    assertThat(inviting.issue(Wish.contact(Kind.CONTACT, romeo, key, WEEK), WEB, 1)).isEmpty();
    Issued alone =
        inviting.issue(Wish.contact(Kind.CONTACT, romeo, key, WEEK), WEB, 2).orElseThrow();
    assertThat(alone.uri()).isEqualTo("xmpp:romeo@example.org?roster;preauth=" + alone.token());
  }

  @Test
  void wishesOutOfRangeAreOurMistake() {
    for (int uses : new int[] {0, -1, Wish.MAX_USES + 1}) {
      assertThatThrownBy(() -> new Wish(Kind.ACCOUNT, DOMAIN, "", null, 0, uses, WEEK))
          .isInstanceOf(IllegalArgumentException.class);
    }
    Duration tooLong = Wish.MAX_LASTS.plusDays(1);
    assertThatThrownBy(() -> Wish.account(Kind.ACCOUNT, DOMAIN, tooLong))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Wish.account(Kind.CONTACT, DOMAIN, WEEK))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
