package im.viavai.store;

import static org.assertj.core.api.Assertions.assertThat;

import im.viavai.xmpp.Jid;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What every [AdministratorStore] does.
public abstract class AdministratorStoreContract extends StoreContract {
  private final AdministratorStore administrators = port(AdministratorStore.class);

  protected AdministratorStoreContract(Backend backend) {
    super(backend);
  }

  @Test
  void theRoleIsGrantedListedAndTakenBack() {
    Jid juliet = account();
    assertThat(administrators.contains(juliet)).isFalse();
    assertThat(administrators.grant(juliet)).isTrue();
    assertThat(administrators.grant(juliet)).isTrue();
    assertThat(administrators.contains(juliet)).isTrue();
    assertThat(administrators.list()).contains(juliet);
    assertThat(administrators.revoke(juliet)).isTrue();
    assertThat(administrators.revoke(juliet)).isFalse();
    assertThat(administrators.contains(juliet)).isFalse();
    assertThat(administrators.list()).doesNotContain(juliet);
  }

  @Test
  void onlyAnAccountCanHaveIt() {
    assertThat(administrators.grant(freshJid())).isFalse();
    assertThat(administrators.revoke(freshJid())).isFalse();
    assertThat(administrators.contains(Jid.of("example.org"))).isFalse();
  }

  /// The mistake of CVE-2020-8086: an administrator known by the localpart alone.
  @Test
  void theWholeBareAddressIsCompared() {
    Jid juliet = account();
    administrators.grant(juliet);
    for (String other :
        List.of(
            juliet.localpart() + "@other.example",
            juliet.localpart() + "@" + juliet.localpart() + "@example.org",
            juliet.localpart() + "x@example.org",
            juliet + "/resource")) {
      assertThat(Jid.parse(other).map(administrators::contains).orElse(false)).as(other).isFalse();
    }
    Jid prepared = Jid.of(juliet.localpart().toUpperCase(java.util.Locale.ROOT) + "@Example.org");
    assertThat(administrators.contains(prepared)).isTrue();
  }

  @Test
  void aRemovedAccountLeavesNoRoleToTheNextOfItsName() {
    Jid juliet = account();
    administrators.grant(juliet);
    port(AccountStore.class).remove(juliet);
    assertThat(administrators.contains(juliet)).isFalse();
    port(AccountStore.class).create(juliet, List.of());
    assertThat(administrators.contains(juliet)).isFalse();
    assertThat(administrators.list()).doesNotContain(juliet);
  }
}
