package im.viavai.server.metrics;

import java.util.concurrent.atomic.LongAdder;

/// A number that only grows. Any thread.
public final class Counter {
  private final LongAdder value = new LongAdder();

  Counter() {}

  /// Counts one.
  public void add() {
    value.increment();
  }

  /// Counts `amount`, which is zero or more.
  public void add(long amount) {
    value.add(amount);
  }

  /// What was counted so far.
  public long sum() {
    return value.sum();
  }
}
