package im.viavai.server.net;

import org.jspecify.annotations.Nullable;

/// A task in a [Wheel]: its own link in the list of its slot, so that it costs one object. Event
/// loop only.
final class WheelTimeout implements Timeout {

  long deadline;
  boolean linked;
  @Nullable WheelTimeout previous;
  @Nullable WheelTimeout next;
  private final Wheel wheel;
  private @Nullable Runnable task;

  WheelTimeout(Wheel wheel, Runnable task, long deadline) {
    this.wheel = wheel;
    this.task = task;
    this.deadline = deadline;
  }

  @Override
  public boolean cancel() {
    wheel.unlink(this);
    return take() != null;
  }

  boolean pending() {
    return task != null;
  }

  /// The task, for the one who will run it or throw it away.
  @Nullable Runnable take() {
    var taken = task;
    task = null;
    return taken;
  }
}
