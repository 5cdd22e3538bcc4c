package im.viavai.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import im.viavai.xmpp.Jid;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// What every [PrivateStore], [VCardStore], [BlocklistStore], [PreferenceStore] and
/// [ArchivePreferenceStore] does.
public abstract class SmallStoresContract extends StoreContract {
  protected SmallStoresContract(Backend backend) {
    super(backend);
  }

  @Test
  void privateElementsAreKeptByNameAndNamespaceWithinLimits() {
    PrivateStore elements = port(PrivateStore.class);
    long account = freshKey();
    assertThat(elements.save(account, "ns:1", "a", bytes("12345"), 2, 10)).isEqualTo(Stored.STORED);
    assertThat(elements.save(account, "ns:2", "a", bytes("123456"), 2, 10))
        .isEqualTo(Stored.OVER_LIMIT);
    assertThat(elements.save(account, "ns:2", "a", bytes("54321"), 2, 10)).isEqualTo(Stored.STORED);
    assertThat(elements.save(account, "ns:2", "b", bytes(""), 2, 10)).isEqualTo(Stored.OVER_LIMIT);
    assertThat(elements.save(account, "ns:1", "a", bytes("5"), 2, 10)).isEqualTo(Stored.STORED);
    assertThat(elements.load(account, "ns:1", "a").map(StoreContract::text)).hasValue("5");
    assertThat(elements.load(account, "ns:2", "a").map(StoreContract::text)).hasValue("54321");
    assertThat(elements.load(account, "ns:2", "b")).isEmpty();
    assertThat(elements.load(freshKey(), "ns:1", "a")).isEmpty();
  }

  @Test
  void theSecretOfTheStoreIsKeptForEver() {
    SecretStore secrets = port(SecretStore.class);
    byte[] first =
        secrets.secret(new byte[] {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, -1});
    assertThat(first).hasSizeGreaterThanOrEqualTo(16);
    assertThat(secrets.secret(new byte[32])).isEqualTo(first);
  }

  @Test
  void vcardIsReplacedAndRemoved() {
    VCardStore vcards = port(VCardStore.class);
    long account = freshKey();
    assertThat(vcards.load(account)).isEmpty();
    vcards.save(account, bytes("<vCard>1</vCard>"));
    vcards.save(account, bytes("<vCard>2</vCard>"));
    assertThat(vcards.load(account).map(StoreContract::text)).hasValue("<vCard>2</vCard>");
    vcards.remove(account);
    assertThat(vcards.load(account)).isEmpty();
  }

  @Test
  void blocklistTakesAllOrNone() {
    BlocklistStore blocked = port(BlocklistStore.class);
    long account = freshKey();
    Jid full = Jid.of("a@example.com/x");
    Jid domain = Jid.of("example.net");
    assertThat(blocked.add(account, List.of(ROMEO, full, ROMEO), 3)).isEqualTo(Stored.STORED);
    assertThat(blocked.add(account, List.of(domain, Jid.of("b@example.com")), 3))
        .isEqualTo(Stored.OVER_LIMIT);
    assertThat(blocked.load(account)).containsExactlyInAnyOrder(ROMEO, full);
    assertThat(blocked.add(account, List.of(domain, ROMEO), 3)).isEqualTo(Stored.STORED);
    blocked.remove(account, List.of(ROMEO, Jid.of("c@example.com")));
    assertThat(blocked.load(account)).containsExactlyInAnyOrder(full, domain);
    blocked.clear(account);
    assertThat(blocked.load(account)).isEmpty();
  }

  @Test
  void preferencesAreWrittenNowOrLater() {
    PreferenceStore preferences = port(PreferenceStore.class);
    long account = freshKey();
    preferences.save(account, "a", "1");
    preferences.saveLater(account, "b", "2");
    preferences.saveLater(account, "b", "3");
    preferences.saveLater(account, "a", "4");
    assertThat(preferences.load(account, "b")).hasValue("3");
    assertThat(preferences.loadAll(account)).isEqualTo(Map.of("a", "4", "b", "3"));
    preferences.save(account, "b", "5");
    preferences.saveLater(account, "c", "6");
    preferences.remove(account, "c");
    reopen();
    preferences = port(PreferenceStore.class);
    assertThat(preferences.loadAll(account)).isEqualTo(Map.of("a", "4", "b", "5"));
    preferences.remove(account, "a");
    assertThat(preferences.load(account, "a")).isEmpty();
    assertThat(preferences.load(account, "b")).hasValue("5");
  }

  @Test
  void tooLongPreferencesAreRefused() {
    PreferenceStore preferences = port(PreferenceStore.class);
    String key = "k".repeat(PreferenceStore.MAX_KEY);
    String value = "v".repeat(PreferenceStore.MAX_VALUE);
    long account = freshKey();
    preferences.save(account, key, value);
    assertThat(preferences.load(account, key)).hasValue(value);
    assertThatThrownBy(() -> preferences.save(account, key + "k", value))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> preferences.saveLater(account, key, value + "v"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void archivePreferencesComeWithTheAccount() {
    ArchivePreferenceStore preferences = port(ArchivePreferenceStore.class);
    Jid jid = account();
    long account = key(jid);
    assertThat(preferences.load(account)).isEqualTo(ArchivePreferences.UNSET);
    for (ArchivePreferences.Rule rule : ArchivePreferences.Rule.values()) {
      ArchivePreferences chosen =
          new ArchivePreferences(
              rule, Set.of(ROMEO, Jid.of("a@example.com/x y\\z")), Set.of(Jid.of("example.net")));
      preferences.save(account, chosen);
      assertThat(preferences.load(account)).isEqualTo(chosen);
      assertThat(port(AccountStore.class).find(jid).orElseThrow().archivePreferences())
          .isEqualTo(chosen);
    }
    preferences.save(account, ArchivePreferences.UNSET);
    assertThat(preferences.load(account)).isEqualTo(ArchivePreferences.UNSET);
  }

  @Test
  void unknownPortIsOurMistake() {
    assertThatThrownBy(() -> store().port(String.class))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
