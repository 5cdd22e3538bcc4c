package im.viavai.server.net;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// The timeouts of one event loop: a hashed wheel that asks for an alarm only while it holds
/// something. Event loop only, except [#create]. Its tasks must not throw.
///
/// ```
///   slot:  0   1   2  ...  511        deadline 5 and deadline 517 share slot 5
///          |   |   `- t3
///          |   `- t1 <-> t2           adding and cancelling: constant time
/// ```
final class Wheel {

  /// Calls back once, after some nanoseconds, on the event loop.
  @FunctionalInterface
  interface Alarm {
    void after(long nanos, Runnable task);
  }

  private static final int SLOTS = 512;

  /// Longer delays are taken for this one.
  private static final Duration LONGEST = Duration.ofDays(3650);

  private final @Nullable WheelTimeout[] slots = new WheelTimeout[SLOTS];
  private final List<WheelTimeout> due = new ArrayList<>();
  private final long tickNanos;
  private final LongSupplier nanoTime;
  private final Alarm alarm;
  private final long origin;
  private long tick;
  private int size;
  private boolean armed;

  Wheel(Duration tick, LongSupplier nanoTime, Alarm alarm) {
    this.tickNanos = tick.toNanos();
    this.nanoTime = nanoTime;
    this.alarm = alarm;
    this.origin = nanoTime.getAsLong();
  }

  /// Makes a timeout that is not yet in the wheel. Any thread.
  WheelTimeout create(Runnable task, Duration delay) {
    var bounded = delay.compareTo(LONGEST) > 0 ? LONGEST : delay;
    long nanos = Math.max(0, bounded.toNanos());
    return new WheelTimeout(this, task, Math.ceilDiv(elapsed() + nanos, tickNanos));
  }

  /// Puts it into the wheel, unless it was cancelled.
  void add(WheelTimeout timeout) {
    if (!timeout.pending() || timeout.linked) {
      return;
    }
    if (size++ == 0) {
      tick = elapsed() / tickNanos;
    }
    timeout.deadline = Math.max(timeout.deadline, tick + 1);
    timeout.linked = true;
    int slot = slot(timeout.deadline);
    var head = slots[slot];
    timeout.next = head;
    if (head != null) {
      head.previous = timeout;
    }
    slots[slot] = timeout;
    arm();
  }

  void unlink(WheelTimeout timeout) {
    if (!timeout.linked) {
      return;
    }
    var previous = timeout.previous;
    var next = timeout.next;
    if (previous == null) {
      slots[slot(timeout.deadline)] = next;
    } else {
      previous.next = next;
    }
    if (next != null) {
      next.previous = previous;
    }
    timeout.previous = null;
    timeout.next = null;
    timeout.linked = false;
    size--;
  }

  /// How many wait.
  int size() {
    return size;
  }

  private void arm() {
    if (!armed && size > 0) {
      armed = true;
      alarm.after(Math.max(1, (tick + 1) * tickNanos - elapsed()), this::turn);
    }
  }

  private void turn() {
    armed = false;
    long now = elapsed() / tickNanos;
    for (long t = Math.max(tick + 1, now - SLOTS + 1); t <= now; t++) {
      collect(slot(t), now);
    }
    tick = Math.max(tick, now);
    for (int i = 0; i < due.size(); i++) { // a task may cancel a later one, which then has no task
      var task = due.get(i).take();
      if (task != null) {
        task.run();
      }
    }
    due.clear();
    arm();
  }

  private void collect(int slot, long now) {
    var timeout = slots[slot];
    while (timeout != null) {
      var next = timeout.next;
      if (timeout.deadline <= now) {
        unlink(timeout);
        due.add(timeout);
      }
      timeout = next;
    }
  }

  private long elapsed() {
    return nanoTime.getAsLong() - origin;
  }

  private static int slot(long deadline) {
    return (int) (deadline & (SLOTS - 1));
  }
}
