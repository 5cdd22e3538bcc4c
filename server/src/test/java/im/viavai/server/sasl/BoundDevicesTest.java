package im.viavai.server.sasl;

import static org.assertj.core.api.Assertions.assertThat;

import im.viavai.server.config.Auth;
import im.viavai.store.AccountStore;
import im.viavai.store.PreferenceStore;
import im.viavai.store.Store;
import im.viavai.store.StoreOptions;
import im.viavai.store.sql.SqliteStore;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A device that once bound its channel does not stop doing so unnoticed (T2, T3).
final class BoundDevicesTest {
  private static final String BALCONY = "d4565fa7-4d72-4749-b3d3-740edbf87770";
  private static final String ORCHARD = "3e5fa7c1-1111-4749-b3d3-740edbf87770";

  private final LoginBench bench = new LoginBench();
  private final SaslOffer offer = bench.bound().offer();
  private final AtomicInteger downgraded = new AtomicInteger();
  private Store store;
  private Identity juliet;

  @BeforeEach
  void open(@TempDir Path folder) {
    store = new SqliteStore(folder, StoreOptions.standard());
    AccountStore accounts = store.port(AccountStore.class);
    accounts.create(LoginBench.JULIET, bench.sasl.passwords().keys("secret").orElseThrow());
    juliet = new Identity(LoginBench.JULIET, accounts.find(LoginBench.JULIET).orElseThrow().key());
  }

  @AfterEach
  void close() {
    store.close();
  }

  private BoundDevices devices(boolean refuse) {
    return new BoundDevices(
        store.port(PreferenceStore.class),
        new Auth(List.of("SCRAM-SHA-1"), 4096, Duration.ofDays(21), refuse),
        downgraded::incrementAndGet);
  }

  @Test
  void t3ADowngradeIsCountedAndPermittedUnlessTheOperatorSaysOtherwise() {
    assertThat(devices(false).permits(juliet, BALCONY, "SCRAM-SHA-1-PLUS", offer)).isTrue();
    assertThat(devices(false).permits(juliet, BALCONY, "SCRAM-SHA-1", offer)).isTrue();
    assertThat(downgraded).hasValue(1);
    assertThat(devices(true).permits(juliet, BALCONY, "SCRAM-SHA-1", offer)).isFalse();
    assertThat(devices(true).permits(juliet, BALCONY, "PLAIN", offer)).isFalse();
    assertThat(devices(true).permits(juliet, BALCONY, "HT-SHA-256-NONE", offer)).isFalse();
    assertThat(downgraded).hasValue(4);
    assertThat(devices(true).permits(juliet, BALCONY, "HT-SHA-256-EXPR", offer)).isTrue();
  }

  @Test
  void aDeviceThatNeverBoundMayGoOnWithoutAndSoMayOthers() {
    BoundDevices devices = devices(true);
    assertThat(devices.permits(juliet, ORCHARD, "SCRAM-SHA-1", offer)).isTrue();
    assertThat(devices.permits(juliet, BALCONY, "HT-SHA-256-ENDP", offer)).isTrue();
    assertThat(devices.permits(juliet, ORCHARD, "SCRAM-SHA-1", offer)).isTrue();
    assertThat(devices.permits(juliet, "", "SCRAM-SHA-1", offer)).isTrue();
    assertThat(downgraded).hasValue(0);
  }

  @Test
  void whereNoBindingIsOfferedNoneIsAskedFor() {
    BoundDevices devices = devices(true);
    devices.permits(juliet, BALCONY, "SCRAM-SHA-1-PLUS", offer);
    assertThat(devices.permits(juliet, BALCONY, "SCRAM-SHA-1", bench.unbound().offer())).isTrue();
  }

  @Test
  void theListOfAnAccountHasALimit() {
    BoundDevices devices = devices(true);
    devices.permits(juliet, BALCONY, "SCRAM-SHA-1-PLUS", offer);
    for (int i = 0; i < BoundDevices.LIMIT; i++)
      devices.permits(juliet, UUID.randomUUID().toString(), "SCRAM-SHA-1-PLUS", offer);
    assertThat(devices.permits(juliet, BALCONY, "SCRAM-SHA-1", offer)).isTrue();
  }
}
