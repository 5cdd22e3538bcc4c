package im.viavai.server.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class WheelTest {

  private static final long MILLI = 1_000_000;
  private static final Duration TICK = Duration.ofMillis(10);

  private final Clock clock = new Clock();
  private final Wheel wheel = new Wheel(TICK, () -> clock.now, clock);

  /// A clock that rings its one alarm.
  private static final class Clock implements Wheel.Alarm {
    long now = 12_345;
    long due = Long.MAX_VALUE;
    int alarms;
    @Nullable Runnable task;

    @Override
    public void after(long nanos, Runnable ring) {
      assertThat(task).as("one alarm at a time").isNull();
      assertThat(nanos).isPositive();
      alarms++;
      due = now + nanos;
      task = ring;
    }

    void advance(long millis) {
      long end = now + millis * MILLI;
      while (due <= end) {
        now = due;
        ring();
      }
      now = end;
    }

    void jump(long millis) {
      now += millis * MILLI;
      if (due <= now) {
        ring();
      }
    }

    private void ring() {
      var ring = task;
      task = null;
      due = Long.MAX_VALUE;
      if (ring != null) {
        ring.run();
      }
    }
  }

  private WheelTimeout add(long millis, Runnable task) {
    var timeout = wheel.create(task, Duration.ofMillis(millis));
    wheel.add(timeout);
    return timeout;
  }

  @Test
  void anEmptyWheelAsksForNoAlarm() {
    assertThat(clock.alarms).isZero();
    add(20, () -> {}).cancel();
    clock.advance(1000);
    assertThat(clock.alarms).isEqualTo(1);
    assertThat(clock.task).isNull();
  }

  @Property(tries = 100)
  void everyTaskRunsOnceNeverEarlyAndAtMostTwoTicksLate(
      @ForAll @Size(max = 50) List<@IntRange(max = 12_000) Integer> delays) {
    List<Long> lateness = new ArrayList<>();
    for (int delay : delays) {
      long deadline = clock.now + delay * MILLI;
      add(delay, () -> lateness.add(clock.now - deadline));
      clock.advance(delay % 7);
    }
    clock.advance(13_000);
    assertThat(lateness).hasSize(delays.size()).allMatch(late -> late >= 0 && late <= 20 * MILLI);
    assertThat(wheel.size()).isZero();
  }

  @Property(tries = 100)
  void cancelledTasksDoNotRun(@ForAll @Size(max = 50) List<@IntRange(max = 6000) Integer> delays) {
    List<Integer> ran = new ArrayList<>();
    List<WheelTimeout> odd = new ArrayList<>();
    for (int delay : delays) {
      var timeout = add(delay + 100, () -> ran.add(delay));
      if (delay % 2 == 1) {
        odd.add(timeout);
      }
    }
    odd.forEach(timeout -> assertThat(timeout.cancel()).isTrue());
    clock.advance(7000);
    assertThat(ran).allMatch(delay -> delay % 2 == 0).hasSize(delays.size() - odd.size());
    odd.forEach(timeout -> assertThat(timeout.cancel()).isFalse());
  }

  @Test
  void aTaskMayCancelAndAddOthersOfItsSlot() {
    List<String> ran = new ArrayList<>();
    List<WheelTimeout> others = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      int number = i;
      others.add(
          add(
              50,
              () -> {
                ran.add("first of three, number " + number);
                others.forEach(WheelTimeout::cancel);
                add(0, () -> ran.add("added"));
              }));
    }
    clock.advance(100);
    assertThat(ran).hasSize(2).last().isEqualTo("added");
  }

  @Test
  void aLoopThatWasAwayForLongRunsWhatIsDue() {
    List<Integer> ran = new ArrayList<>();
    for (int delay : new int[] {10, 5000, 5130, 20_000, 90_000}) {
      add(delay, () -> ran.add(delay));
    }
    clock.jump(60_000);
    assertThat(ran).containsExactlyInAnyOrder(10, 5000, 5130, 20_000);
    clock.advance(31_000);
    assertThat(ran).hasSize(5);
  }

  @Test
  void aCancelledTimeoutIsNotAdded() {
    var timeout = wheel.create(() -> {}, Duration.ofDays(400_000));
    timeout.cancel();
    wheel.add(timeout);
    assertThat(wheel.size()).isZero();
  }
}
