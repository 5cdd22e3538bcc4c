package im.viavai.server.sasl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

final class PasswordGateTest {

  @Test
  void neverMoreAtATimeAndNeverMoreWaiting() throws InterruptedException, ExecutionException {
    var gate = new PasswordGate(2, 3);
    var running = new AtomicInteger();
    var most = new AtomicInteger();
    var started = new Semaphore(0);
    var goOn = new Semaphore(0);
    var results = new ArrayList<Future<Optional<Boolean>>>();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 20; i++) {
        results.add(
            threads.submit(() ->
                gate.run(() -> {
                  most.accumulateAndGet(running.incrementAndGet(), Math::max);
                  started.release();
                  goOn.acquireUninterruptibly();
                  running.decrementAndGet();
                  return true;
                })));
      }
      started.acquire(2);
      // All but five are turned away at once, so these fifteen end without anybody being let on.
      int ended = 0;
      while (ended < 15) {
        ended = (int) results.stream().filter(Future::isDone).count();
        Thread.onSpinWait();
      }
      goOn.release(5);
      int done = 0;
      for (var result : results) {
        done += result.get().isPresent() ? 1 : 0;
      }
      assertThat(done).isEqualTo(5);
      assertThat(most).hasValue(2);
    }
  }

  @Test
  void aPlaceIsGivenBackWhenTheWorkFails() {
    var gate = new PasswordGate(1, 0);
    assertThatThrownBy(() ->
            gate.run(() -> {
              throw new IllegalStateException("broken");
            }))
        .hasMessage("broken");
    assertThat(gate.run(() -> 7)).contains(7);
  }

  @Test
  void aStoppingThreadDoesNotWait() {
    var gate = new PasswordGate(1, 1);
    Thread.currentThread().interrupt();
    assertThat(gate.run(() -> 7)).isEmpty();
    assertThat(Thread.interrupted()).isTrue();
    assertThat(gate.run(() -> 7)).contains(7);
  }
}
