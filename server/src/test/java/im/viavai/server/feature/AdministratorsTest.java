package im.viavai.server.feature;

import static org.assertj.core.api.Assertions.assertThat;

import im.viavai.server.feature.Administrators.Departure;
import im.viavai.store.AccountRecord;
import im.viavai.store.AccountStore;
import im.viavai.store.AdministratorStore;
import im.viavai.store.ScramKeys;
import im.viavai.store.Store;
import im.viavai.store.StoreOptions;
import im.viavai.store.sql.SqliteStore;
import im.viavai.xmpp.Jid;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Who is the last administrator, and two who leave at the same instant.
final class AdministratorsTest {
  private static final int ROUNDS = 40;
  private static final Jid BARD = Jid.of("bard@localhost");
  private static final Jid WILL = Jid.of("will@localhost");
  private static final List<ScramKeys> KEYS =
      List.of(new ScramKeys("SCRAM-SHA-256", new byte[16], 4096, new byte[32], new byte[32]));

  @TempDir Path folder;
  private Store store;
  private AccountStore accounts;
  private AdministratorStore roles;
  private Administrators administrators;

  @BeforeEach
  void open() {
    store = new SqliteStore(folder, StoreOptions.standard());
    accounts = store.port(AccountStore.class);
    roles = store.port(AdministratorStore.class);
    administrators = new Administrators(store);
  }

  @AfterEach
  void close() {
    store.close();
  }

  private void give(Jid... all) {
    for (Jid jid : all) {
      accounts.create(jid, KEYS);
      assertThat(roles.grant(jid)).isTrue();
    }
  }

  private boolean leaves(Jid jid) {
    return administrators.unlessLast(jid, () -> accounts.remove(jid));
  }

  @Test
  void theLastWhoMayLogInStaysAndSoDoesTheRole() {
    give(BARD, WILL);
    accounts.setState(WILL, AccountRecord.State.DISABLED);
    assertThat(leaves(BARD)).isFalse();
    assertThat(accounts.find(BARD)).isPresent();
    accounts.setState(WILL, AccountRecord.State.ENABLED);
    assertThat(leaves(BARD)).isTrue();
    assertThat(leaves(WILL)).isFalse();
    assertThat(roles.list()).containsExactly(WILL);
  }

  @Test
  void whoIsNoAdministratorIsNeverTheLast() {
    accounts.create(BARD, KEYS);
    assertThat(leaves(BARD)).as("of a server that nobody administers").isTrue();
    give(WILL);
    accounts.create(BARD, KEYS);
    assertThat(leaves(BARD)).isTrue();
  }

  @Test
  void theOperatorTakesTheLastAndIsTold() {
    give(BARD, WILL);
    assertThat(administrators.depart(BARD, () -> roles.revoke(BARD))).isEqualTo(Departure.DONE);
    assertThat(administrators.depart(BARD, () -> roles.revoke(BARD))).isEqualTo(Departure.NONE);
    assertThat(administrators.depart(WILL, () -> accounts.remove(WILL)))
        .isEqualTo(Departure.OF_THE_LAST);
    assertThat(administrators.depart(WILL, () -> accounts.remove(WILL))).isEqualTo(Departure.NONE);
  }

  @Test
  void ofTwoWhoLeaveAtTheSameInstantOneStays() throws Exception {
    try (ExecutorService both = Executors.newFixedThreadPool(2)) {
      for (int round = 0; round < ROUNDS; round++) {
        give(BARD, WILL);
        CyclicBarrier start = new CyclicBarrier(2);
        Future<Boolean> one = both.submit(() -> start.await() >= 0 && leaves(BARD));
        Future<Boolean> other = both.submit(() -> start.await() >= 0 && leaves(WILL));
        assertThat(List.of(one.get(), other.get())).containsExactlyInAnyOrder(true, false);
        assertThat(roles.list()).hasSize(1);
      }
    }
  }

  @Test
  void whenTheOperatorTakesOneWhileTheOtherLeavesSomebodyIsLeftOrTheOperatorKnows()
      throws Exception {
    try (ExecutorService both = Executors.newFixedThreadPool(2)) {
      for (int round = 0; round < ROUNDS; round++) {
        give(BARD, WILL);
        CyclicBarrier start = new CyclicBarrier(2);
        Future<Boolean> leaving = both.submit(() -> start.await() >= 0 && leaves(BARD));
        Future<Departure> taken =
            both.submit(() -> {
              start.await();
              return administrators.depart(WILL, () -> roles.revoke(WILL));
            });
        assertThat(taken.get()).isEqualTo(leaving.get() ? Departure.OF_THE_LAST : Departure.DONE);
        assertThat(roles.list()).hasSize(leaving.get() ? 0 : 1);
      }
    }
  }
}
