package im.viavai.server.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/// Changes of an account, one after the other.
final class AccountTest {
  private final Account juliet = SomeAccount.juliet();

  @Test
  void whatMustNotWaitIsDoneOnlyWhileNothingElseChanges() throws InterruptedException {
    AtomicBoolean done = new AtomicBoolean();
    CountDownLatch changing = new CountDownLatch(1);
    CountDownLatch changed = new CountDownLatch(1);
    Thread other =
        Thread.ofVirtual()
            .start(() ->
                juliet.change(() -> {
                  changing.countDown();
                  try {
                    changed.await();
                  } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                  }
                  return true;
                }));
    changing.await();
    assertThat(juliet.changeAtOnce(() -> done.getAndSet(true))).isFalse();
    assertThat(done).isFalse();
    changed.countDown();
    other.join();
    assertThat(juliet.changeAtOnce(() -> !done.getAndSet(true))).isTrue();
    assertThat(done).isTrue();
  }

  @Test
  void whatFoundThatItWouldHaveToWaitSaysSo() {
    assertThat(juliet.changeAtOnce(() -> false)).isFalse();
    assertThat(juliet.changeAtOnce(() -> true)).isTrue();
  }
}
