package im.viavai.store;

import static org.assertj.core.api.Assertions.assertThat;

import im.viavai.store.RecoveryStore.Source;
import im.viavai.xmpp.Jid;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// What every [RecoveryStore] does.
public abstract class RecoveryStoreContract extends StoreContract {
  private final RecoveryStore codes = port(RecoveryStore.class);

  protected RecoveryStoreContract(Backend backend) {
    super(backend);
  }

  private long later() {
    return clock.millis() + 1000;
  }

  private boolean use(Jid bare, String code) {
    return codes.use(bare, bytes(code), List.of(), clock.millis());
  }

  @Test
  void aCodeIsUsedOnceAndEndsTheOthersAndAllTokens() {
    Jid juliet = account();
    assertThat(codes.put(juliet, bytes("printed"), Source.OWNER, later())).isTrue();
    assertThat(codes.put(juliet, bytes("asked for"), Source.OPERATOR, later())).isTrue();
    TokenRecord token =
        new TokenRecord(key(juliet), "a", "HT-SHA-256-NONE", bytes("v"), null, 1, 2, 3, 4, "");
    port(TokenStore.class).put(token, 10);
    assertThat(use(juliet, "wrong")).isFalse();
    assertThat(use(account(), "printed")).isFalse();
    assertThat(use(freshJid(), "printed")).isFalse();
    assertThat(use(juliet, "asked for")).isTrue();
    assertThat(use(juliet, "asked for")).isFalse();
    assertThat(use(juliet, "printed")).isFalse();
    assertThat(port(TokenStore.class).list(key(juliet))).isEmpty();
  }

  @Test
  void ofManyWhoUseACodeAtOnceOneDoes() throws Exception {
    Jid juliet = account();
    codes.put(juliet, bytes("code"), Source.OWNER, later());
    Callable<Boolean> use = () -> use(juliet, "code");
    int used = 0;
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<Boolean> each : threads.invokeAll(Stream.generate(() -> use).limit(8).toList())) {
        used += each.get() ? 1 : 0;
      }
    }
    assertThat(used).isEqualTo(1);
  }

  @Test
  void aNewCodeReplacesTheFormerOfItsSource() {
    Jid juliet = account();
    assertThat(codes.printed(juliet)).isEmpty();
    codes.put(juliet, bytes("one"), Source.OWNER, later());
    codes.put(juliet, bytes("two"), Source.OWNER, later());
    codes.put(juliet, bytes("three"), Source.OPERATOR, later());
    assertThat(codes.printed(juliet)).hasValue(new RecoveryStore.Printed(clock.millis(), later()));
    assertThat(use(juliet, "one")).isFalse();
    assertThat(use(juliet, "two")).isTrue();
  }

  @Test
  void codesEndByTimeByHandAndWithTheAccount() {
    Jid juliet = account();
    codes.put(juliet, bytes("old"), Source.OWNER, clock.millis());
    assertThat(use(juliet, "old")).isFalse();
    codes.put(juliet, bytes("new"), Source.OPERATOR, later());
    assertThat(codes.deleteExpired(clock.millis() + 1)).isPositive();
    assertThat(codes.printed(juliet)).isEmpty();
    codes.revoke(juliet);
    assertThat(use(juliet, "new")).isFalse();
    codes.put(juliet, bytes("last"), Source.OPERATOR, later());
    port(AccountStore.class).remove(juliet);
    port(AccountStore.class).create(juliet, List.of());
    assertThat(use(juliet, "last")).isFalse();
    assertThat(codes.put(freshJid(), bytes("nobody"), Source.OPERATOR, later())).isFalse();
  }
}
