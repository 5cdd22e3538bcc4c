package im.viavai.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import im.viavai.xmpp.Jid;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// What every [AccountStore] does.
public abstract class AccountStoreContract extends StoreContract {
  private static final ScramKeys SHA1 = keys("SCRAM-SHA-1", 20, 1);
  private static final ScramKeys SHA256 = keys("SCRAM-SHA-256", 32, 2);

  protected AccountStoreContract(Backend backend) {
    super(backend);
  }

  private AccountStore accounts() {
    return port(AccountStore.class);
  }

  private static ScramKeys keys(String mechanism, int length, int seed) {
    byte[] key = new byte[length];
    key[0] = (byte) seed;
    return new ScramKeys(mechanism, new byte[16], 10_000, key, new byte[length]);
  }

  @Test
  void createdAccountIsFoundWithItsKeys() {
    Jid jid = freshJid();
    assertThat(accounts().find(jid)).isEmpty();
    assertThat(accounts().create(jid, List.of(SHA1, SHA256))).isTrue();

    AccountRecord found = accounts().find(jid).orElseThrow();
    assertThat(found.jid()).isEqualTo(jid);
    assertThat(found.credentials()).containsExactly(SHA1, SHA256);
    assertThat(found.createdMillis()).isEqualTo(clock.millis());
    assertThat(found.state()).isEqualTo(AccountRecord.State.ENABLED);
    assertThat(found.archivePreferences()).isEqualTo(ArchivePreferences.UNSET);
    assertThat(found.rosterVersion()).isZero();
    assertThat(found.lastArchiveId()).isZero();
    assertThat(found.offlineCursor()).isZero();
  }

  @Test
  void accountIsNotCreatedTwice() {
    Jid jid = account();
    assertThat(accounts().create(jid, List.of(SHA1))).isFalse();
    assertThat(accounts().find(jid).orElseThrow().credentials()).isEmpty();
  }

  @Test
  void onlyABareJidWithALocalpartIsAnAccount() {
    for (String wrong : List.of("example.org", "a@example.org/phone")) {
      assertThatThrownBy(() -> accounts().create(Jid.of(wrong), List.of()))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void credentialsAndStateAreReplaced() {
    Jid jid = account();
    assertThat(accounts().setCredentials(jid, List.of(SHA256))).isTrue();
    assertThat(accounts().setState(jid, AccountRecord.State.DISABLED)).isTrue();
    AccountRecord found = accounts().find(jid).orElseThrow();
    assertThat(found.credentials()).containsExactly(SHA256);
    assertThat(found.state()).isEqualTo(AccountRecord.State.DISABLED);

    assertThat(accounts().setCredentials(freshJid(), List.of(SHA1))).isFalse();
    assertThat(accounts().setState(freshJid(), AccountRecord.State.DISABLED)).isFalse();
  }

  @Test
  void credentialsAreReplacedUnlessTheyChangedMeanwhile() {
    Jid jid = account();
    List<ScramKeys> former = accounts().find(jid).orElseThrow().credentials();
    assertThat(accounts().replaceCredentials(jid, former, List.of(SHA256))).isTrue();
    assertThat(accounts().find(jid).orElseThrow().credentials()).containsExactly(SHA256);

    assertThat(accounts().replaceCredentials(jid, List.of(SHA1), List.of(SHA1, SHA256))).isFalse();
    assertThat(accounts().replaceCredentials(jid, List.of(), List.of(SHA1))).isFalse();
    assertThat(accounts().find(jid).orElseThrow().credentials()).containsExactly(SHA256);
    assertThat(accounts().replaceCredentials(freshJid(), List.of(), List.of(SHA1))).isFalse();
  }

  @Test
  void removedAccountTakesEverythingWithItAndItsKeyIsNotUsedAgain() {
    Jid jid = account();
    long key = key(jid);
    port(VCardStore.class).save(key, bytes("<vCard/>"));
    port(PreferenceStore.class).save(key, "last.status", "bye");
    port(BlocklistStore.class).add(key, List.of(ROMEO), 10);
    port(RosterStore.class).putRequest(key, ROMEO, bytes("<presence/>"), 10);
    Outcome outcome = new Outcome();
    ArchiveStore archive = port(ArchiveStore.class);
    assertThat(
            archive.append(
                new Append(
                    bytes("<message/>"),
                    5,
                    List.of(new Append.Entry(key, 1, ROMEO, BOTH, Append.Kind.CHAT, "")),
                    outcome)))
        .isEqualTo(ArchiveStore.Offer.ACCEPTED);
    assertThat(outcome.await()).isEqualTo("committed");

    assertThat(accounts().removedMillis(jid)).isEmpty();
    assertThat(accounts().remove(jid)).isTrue();
    assertThat(accounts().remove(jid)).isFalse();
    assertThat(accounts().find(jid)).isEmpty();
    assertThat(accounts().removedMillis(jid)).hasValue(clock.millis());

    accounts().create(jid, List.of());
    long again = key(jid);
    assertThat(again).isGreaterThan(key);
    assertThat(accounts().find(jid).orElseThrow().lastArchiveId()).isZero();
    for (long each : List.of(key, again)) {
      assertThat(port(VCardStore.class).load(each)).isEmpty();
      assertThat(port(PreferenceStore.class).loadAll(each)).isEmpty();
      assertThat(port(BlocklistStore.class).load(each)).isEmpty();
      assertThat(port(RosterStore.class).requests(each)).isEmpty();
    }
    assertThat(archive.metadata(again)).isEmpty();
    // The old archive goes in the background; a purge waits for it.
    archive.purge(Retention.of(Retention.FOREVER));
    assertThat(archive.metadata(key)).isEmpty();
  }

  @Test
  void accountsAreListedInTheOrderOfTheirLocalparts() {
    String domain = freshJid().localpart() + ".example";
    List<String> names = List.of("a", "ab", "b", "c.d", "émile", "z");
    names.reversed().forEach(name -> accounts().create(Jid.of(name + "@" + domain), List.of()));

    List<String> seen = new ArrayList<>();
    String after = "";
    for (List<AccountRecord> page = accounts().page(domain, after, 2);
        !page.isEmpty();
        page = accounts().page(domain, after, 2)) {
      assertThat(page).hasSizeLessThanOrEqualTo(2);
      page.forEach(account -> seen.add(account.jid().localpart()));
      after = seen.getLast();
    }
    assertThat(seen).containsExactly("a", "ab", "b", "c.d", "z", "émile");
    assertThat(accounts().count(domain)).isEqualTo(6);
    assertThat(accounts().count("nobody." + domain)).isZero();
  }

  @Test
  void importReportsNewKnownAndWrongOnes() {
    String domain = freshJid().localpart() + ".example";
    Jid known = Jid.of("known@" + domain);
    accounts().create(known, List.of(SHA1));
    List<NewAccount> all = new ArrayList<>();
    for (int i = 0; i < 4500; i++) {
      all.add(new NewAccount(Jid.of("u" + i + "@" + domain), List.of(SHA256)));
    }
    all.add(new NewAccount(known, List.of(SHA256)));
    all.add(new NewAccount(Jid.of(domain), List.of(SHA256)));
    all.add(new NewAccount(Jid.of("u1@" + domain), List.of(SHA1)));

    assertThat(accounts().importAll(all)).isEqualTo(new ImportReport(4500, 2, 1));
    assertThat(accounts().count(domain)).isEqualTo(4501);
    assertThat(accounts().find(known).orElseThrow().credentials()).containsExactly(SHA256);
    assertThat(accounts().find(Jid.of("u1@" + domain)).orElseThrow().credentials())
        .containsExactly(SHA1);
    assertThat(Set.copyOf(accounts().page(domain, "", 10_000).stream().map(a -> a.key()).toList()))
        .hasSize(4501);
  }

  @Test
  void everythingIsThereAfterReopening() {
    Jid jid = account();
    accounts().setCredentials(jid, List.of(SHA1));
    AccountRecord before = accounts().find(jid).orElseThrow();
    reopen();
    assertThat(port(AccountStore.class).find(jid)).hasValue(before);
  }
}
