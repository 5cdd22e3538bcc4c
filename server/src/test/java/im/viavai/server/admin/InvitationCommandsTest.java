package im.viavai.server.admin;

import static org.assertj.core.api.Assertions.assertThat;

import im.viavai.server.feature.Administrators;
import im.viavai.server.invite.Inviting;
import im.viavai.server.invite.RecoveryCode;
import im.viavai.server.sasl.Tokens;
import im.viavai.store.AccountStore;
import im.viavai.store.Invitation;
import im.viavai.store.Invitation.Kind;
import im.viavai.store.InvitationStore;
import im.viavai.store.RecoveryStore;
import im.viavai.store.Store;
import im.viavai.store.StoreOptions;
import im.viavai.store.sql.SqliteStore;
import im.viavai.xmpp.Jid;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InvitationCommandsTest {
  private static final Jid ROMEO = Jid.of("romeo@other.example");

  @TempDir Path folder;
  private Store store;
  private List<AdminCommand> commands;

  @BeforeEach
  void open() {
    store = new SqliteStore(folder, StoreOptions.standard());
    AccountStore accounts = store.port(AccountStore.class);
    accounts.create(ROMEO, List.of());
    AccountDesk desk =
        new AccountDesk(
            accounts,
            List.of("example.org", "other.example"),
            password -> Optional.empty(),
            new Administrators(store),
            AccountDesk.stopped(accounts));
    Tokens tokens = new Tokens(new SecureRandom());
    InvitationStore invitations = store.port(InvitationStore.class);
    InstantSource clock = InstantSource.system();
    commands =
        Stream.concat(
                new InvitationDesk(
                        desk,
                        invitations,
                        new Inviting(invitations, tokens, clock),
                        domain -> "https://" + domain,
                        domain -> Duration.ofDays(7))
                    .commands().stream(),
                new RecoveryDesk(
                        desk,
                        store.port(RecoveryStore.class),
                        tokens,
                        clock,
                        domain -> "https://" + domain,
                        domain -> Duration.ofDays(1))
                    .commands().stream())
            .toList();
  }

  @AfterEach
  void close() {
    store.close();
  }

  private Exit run(FakeCall call, String name) throws IOException, InterruptedException {
    return commands.stream()
        .filter(command -> command.name().equals(name))
        .findFirst()
        .orElseThrow()
        .run(call);
  }

  private Invitation made(String... arguments) throws Exception {
    FakeCall call = new FakeCall(arguments);
    assertThat(run(call, "invite create")).as("%s", call.complaints).isEqualTo(Exit.DONE);
    String link = call.printed.getFirst();
    assertThat(link).matches("https://(example.org|other.example)/invite/[a-z2-7]{26}");
    String token = link.substring(link.lastIndexOf('/') + 1);
    assertThat(call.printed.getLast()).startsWith("In an app: xmpp:").contains(token);
    return store.port(InvitationStore.class).find(Inviting.hash(token)).orElseThrow();
  }

  @Test
  void eachKindIsMadeAsAsked() throws Exception {
    assertThat(made().kind()).isEqualTo(Kind.ACCOUNT);
    assertThat(made().domain()).isEqualTo("example.org");
    assertThat(made().uses()).isEqualTo(1);
    assertThat(made("admin").kind()).isEqualTo(Kind.ADMINISTRATOR);
    Invitation contact = made("contact=Romeo@Other.Example", "uses=30", "expires=1d");
    assertThat(contact.kind()).isEqualTo(Kind.ACCOUNT_AND_CONTACT);
    assertThat(contact.inviter()).isEqualTo(ROMEO);
    assertThat(contact.domain()).isEqualTo("other.example");
    assertThat(contact.uses()).isEqualTo(30);
    assertThat(contact.expiresMillis() - contact.createdMillis())
        .isBetween(86_300_000L, 86_500_000L);
    Invitation named = made("name=Juliet", "domain=other.example");
    assertThat(named.localpart()).isEqualTo("juliet");
    assertThat(named.domain()).isEqualTo("other.example");
  }

  @Test
  void whatCannotBeIsToldApart() throws Exception {
    for (String[] wrong :
        new String[][] {
          {"contact=nobody@example.org"},
          {"contact=romeo"},
          {"admin", "contact=romeo@other.example"},
          {"name=romeo", "domain=other.example"},
          {"name=a@b"},
          {"name=a b"},
          {"name=a", "uses=2"},
          {"uses=0"},
          {"uses=100001"},
          {"uses=many"},
          {"expires=0d"},
          {"expires=soon"},
          {"expires=99999d"},
          {"domain=elsewhere.example"}
        }) {
      FakeCall call = new FakeCall(wrong);
      assertThat(run(call, "invite create")).as("%s", List.of(wrong)).isEqualTo(Exit.USAGE);
      assertThat(call.complaints).hasSize(1);
    }
    assertThat(store.port(InvitationStore.class).list()).isEmpty();
  }

  @Test
  void theListHasIdsThatCanBeRevoked() throws Exception {
    Invitation made = made("contact=romeo@other.example", "name=juliet");
    FakeCall listed = new FakeCall();
    assertThat(run(listed, "invite list")).isEqualTo(Exit.DONE);
    assertThat(listed.printed)
        .singleElement()
        .asString()
        .startsWith(made.id() + "\taccount and contact\t1 use\tuntil 20")
        .endsWith("\tjuliet@other.example\tromeo@other.example");
    assertThat(run(new FakeCall(made.id()), "invite revoke")).isEqualTo(Exit.DONE);
    assertThat(run(new FakeCall(made.id()), "invite revoke")).isEqualTo(Exit.FAILED);
    assertThat(run(new FakeCall(), "invite revoke")).isEqualTo(Exit.FAILED);
  }

  @Test
  void aRecoveryCodeIsPrintedWithItsLinkAndWorks() throws Exception {
    FakeCall call = new FakeCall("Romeo@other.example", "expires=2h");
    assertThat(run(call, "account recovery")).isEqualTo(Exit.DONE);
    String code = call.printed.get(1).substring("Code: ".length());
    assertThat(call.printed.getFirst())
        .isEqualTo("https://other.example/recover#romeo@other.example/" + code);
    byte[] hash = RecoveryCode.parse(code).orElseThrow().hash();
    RecoveryStore codes = store.port(RecoveryStore.class);
    long now = System.currentTimeMillis();
    assertThat(codes.use(ROMEO, hash, List.of(), now + 7_300_000)).isFalse();
    assertThat(codes.use(ROMEO, hash, List.of(), now)).isTrue();
    assertThat(run(new FakeCall("nobody@example.org"), "account recovery")).isEqualTo(Exit.FAILED);
    assertThat(run(new FakeCall("example.org"), "account recovery")).isEqualTo(Exit.USAGE);
    assertThat(run(new FakeCall("romeo@other.example", "expires=9999d"), "account recovery"))
        .isEqualTo(Exit.USAGE);
  }
}
