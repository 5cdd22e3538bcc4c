package im.viavai.server.admin;

import static org.assertj.core.api.Assertions.assertThat;

import im.viavai.server.feature.Administrators;
import im.viavai.server.sasl.HashMeter;
import im.viavai.server.sasl.Passwords;
import im.viavai.server.sasl.ScramHash;
import im.viavai.server.sasl.Tokens;
import im.viavai.store.AccountRecord;
import im.viavai.store.AccountStore;
import im.viavai.store.AdministratorStore;
import im.viavai.store.Store;
import im.viavai.store.StoreOptions;
import im.viavai.store.sql.SqliteStore;
import im.viavai.xmpp.Jid;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.EnumSet;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AccountCommandsTest {
  @TempDir Path folder;
  private Store store;
  private AccountDesk desk;

  @BeforeEach
  void open() {
    store = new SqliteStore(folder, StoreOptions.standard());
    Passwords passwords =
        new Passwords(
            EnumSet.of(ScramHash.SHA_256), 4096, new Tokens(new SecureRandom()), HashMeter.NONE);
    AccountStore accounts = store.port(AccountStore.class);
    desk =
        new AccountDesk(
            accounts,
            List.of("example.org", "other.example"),
            passwords::keys,
            new Administrators(store),
            AccountDesk.stopped(accounts));
  }

  @AfterEach
  void close() {
    store.close();
  }

  private Exit run(FakeCall call, String name) throws IOException, InterruptedException {
    List<AdminCommand> administrators =
        new AdministratorDesk(desk, store.port(AdministratorStore.class)).commands();
    AdminCommand command =
        Stream.concat(desk.commands().stream(), administrators.stream())
            .filter(c -> c.name().equals(name))
            .findFirst()
            .orElseThrow();
    return command.run(call);
  }

  private boolean exists(String jid) {
    return store.port(AccountStore.class).find(Jid.of(jid)).isPresent();
  }

  private String storedKey(String jid) {
    byte[] key =
        store
            .port(AccountStore.class)
            .find(Jid.of(jid))
            .orElseThrow()
            .credentials()
            .getFirst()
            .storedKey();
    return java.util.HexFormat.of().formatHex(key);
  }

  @Test
  void anAccountIsMadeChangedListedAndRemoved() throws Exception {
    FakeCall added = new FakeCall("Juliet@Example.org").input("secret");
    assertThat(run(added, "account add")).isEqualTo(Exit.DONE);
    assertThat(added.printed).containsExactly("Made juliet@example.org.");
    String before = storedKey("juliet@example.org");
    assertThat(run(new FakeCall("juliet@example.org").input("other"), "account password"))
        .isEqualTo(Exit.DONE);
    assertThat(storedKey("juliet@example.org")).isNotEqualTo(before);
    FakeCall listed = new FakeCall();
    assertThat(run(listed, "account list")).isEqualTo(Exit.DONE);
    assertThat(listed.printed).containsExactly("juliet@example.org");
    assertThat(run(new FakeCall("juliet@example.org"), "account remove")).isEqualTo(Exit.DONE);
    assertThat(exists("juliet@example.org")).isFalse();
  }

  @Test
  void administratorsAreNamedListedAndNamedNoMore() throws Exception {
    run(new FakeCall("a@example.org").input("x"), "account add");
    assertThat(run(new FakeCall("nobody@example.org"), "admin grant")).isEqualTo(Exit.FAILED);
    assertThat(run(new FakeCall("a"), "admin grant")).isEqualTo(Exit.USAGE);
    assertThat(run(new FakeCall("A@example.org"), "admin grant")).isEqualTo(Exit.DONE);
    FakeCall listed = new FakeCall();
    assertThat(run(listed, "admin list")).isEqualTo(Exit.DONE);
    assertThat(listed.printed).containsExactly("a@example.org");
    assertThat(run(new FakeCall("a@other.example"), "admin revoke")).isEqualTo(Exit.FAILED);
    assertThat(run(new FakeCall("a@example.org"), "admin revoke")).isEqualTo(Exit.DONE);
    assertThat(run(new FakeCall("a@example.org"), "admin revoke")).isEqualTo(Exit.FAILED);
  }

  @ParameterizedTest
  @ValueSource(strings = {"admin revoke", "account remove"})
  void theOperatorMayTakeTheLastAdministratorAndIsTold(String command) throws Exception {
    for (String name : List.of("a@example.org", "b@example.org", "c@other.example")) {
      run(new FakeCall(name).input("x"), "account add");
      run(new FakeCall(name), "admin grant");
    }
    store.port(AccountStore.class).setState(Jid.of("b@example.org"), AccountRecord.State.DISABLED);
    FakeCall one = new FakeCall("a@example.org");
    assertThat(run(one, command)).isEqualTo(Exit.DONE);
    assertThat(one.complaints).isEmpty();
    FakeCall last = new FakeCall("c@other.example");
    assertThat(run(last, command)).isEqualTo(Exit.DONE);
    assertThat(last.printed).hasSize(1);
    assertThat(last.complaints)
        .containsExactly(
            "c@other.example was the last administrator who could log in: nobody is left.",
            "Make another one: ./viavai admin grant JID, or with a link: ./viavai invite --admin");
    FakeCall again = new FakeCall("c@other.example");
    assertThat(run(again, command)).isEqualTo(Exit.FAILED);
    assertThat(again.complaints).hasSize(1);
  }

  @Test
  void anAccountThatExistsKeepsItsPassword() throws Exception {
    run(new FakeCall("a@example.org").input("one"), "account add");
    String before = storedKey("a@example.org");
    FakeCall again = new FakeCall("a@example.org").input("two");
    assertThat(run(again, "account add")).isEqualTo(Exit.FAILED);
    assertThat(again.complaints).singleElement().asString().contains("exists already");
    assertThat(storedKey("a@example.org")).isEqualTo(before);
  }

  @Test
  void whatIsNoAccountHereIsToldApart() throws Exception {
    for (String address : List.of("", "example.org", "a@example.org/r", "@x", "a b@example.org")) {
      FakeCall call = new FakeCall(address).input("pw");
      assertThat(run(call, "account add")).as(address).isEqualTo(Exit.USAGE);
      assertThat(call.complaints.getFirst()).contains("write one such as juliet@example.org");
    }
    FakeCall elsewhere = new FakeCall("a@elsewhere.example").input("pw");
    assertThat(run(elsewhere, "account add")).isEqualTo(Exit.USAGE);
    assertThat(elsewhere.complaints.getFirst()).contains("served are example.org, other.example");
    assertThat(run(new FakeCall(), "account remove")).isEqualTo(Exit.USAGE);
    assertThat(run(new FakeCall("no@example.org"), "account remove")).isEqualTo(Exit.FAILED);
    assertThat(run(new FakeCall("no@example.org").input("x"), "account password"))
        .isEqualTo(Exit.FAILED);
  }

  @Test
  void aPasswordThatCannotBeTypedIsRefused() throws Exception {
    assertThat(run(new FakeCall("a@example.org").input(""), "account add")).isEqualTo(Exit.FAILED);
    assertThat(run(new FakeCall("a@example.org"), "account add")).isEqualTo(Exit.FAILED);
    assertThat(run(new FakeCall("a@example.org").input("a\u0007b"), "account add"))
        .isEqualTo(Exit.FAILED);
    assertThat(exists("a@example.org")).isFalse();
  }

  @Test
  void theListMayBeOfOneDomainOrOneAddress() throws Exception {
    run(new FakeCall("a@example.org").input("x"), "account add");
    run(new FakeCall("b@other.example").input("x"), "account add");
    FakeCall domain = new FakeCall("other.example");
    assertThat(run(domain, "account list")).isEqualTo(Exit.DONE);
    assertThat(domain.printed).containsExactly("b@other.example");
    FakeCall one = new FakeCall("a@example.org");
    assertThat(run(one, "account list")).isEqualTo(Exit.DONE);
    assertThat(one.printed).containsExactly("a@example.org");
    assertThat(run(new FakeCall("c@example.org"), "account list")).isEqualTo(Exit.FAILED);
    assertThat(run(new FakeCall("elsewhere.example"), "account list")).isEqualTo(Exit.FAILED);
  }

  @Test
  void anImportDoesWhatItCanAndNamesTheLinesItCannotUse() throws Exception {
    run(new FakeCall("old@example.org").input("x"), "account add");
    String before = storedKey("old@example.org");
    FakeCall call =
        new FakeCall()
            .input(
                "# comment",
                "",
                "a@example.org\tpass word",
                "no tab here",
                "b@elsewhere.example\tx",
                "old@example.org\tnew",
                "c@example.org\t",
                "d@example.org\tlast");
    assertThat(run(call, "account import")).isEqualTo(Exit.FAILED);
    assertThat(call.complaints)
        .satisfiesExactlyInAnyOrder(
            line -> assertThat(line).startsWith("line 4: has no tab"),
            line -> assertThat(line).startsWith("line 5: \"b@elsewhere.example\""),
            line -> assertThat(line).startsWith("line 7: the password"));
    assertThat(call.printed.getLast())
        .isEqualTo("Imported 2 new accounts, changed the password of 1, skipped 3 lines.");
    assertThat(exists("a@example.org")).isTrue();
    assertThat(exists("d@example.org")).isTrue();
    assertThat(storedKey("old@example.org")).isNotEqualTo(before);
  }

  @Test
  void manyMistakesAreOnlyCounted() throws Exception {
    String[] lines = IntStream.range(0, 500).mapToObj(i -> "wrong " + i).toArray(String[]::new);
    FakeCall call = new FakeCall().input(lines);
    assertThat(run(call, "account import")).isEqualTo(Exit.FAILED);
    assertThat(call.complaints).hasSize(ImportAccounts.MOST_MISTAKES + 1);
    assertThat(call.printed.getLast()).contains("skipped 500 lines");
  }
}
