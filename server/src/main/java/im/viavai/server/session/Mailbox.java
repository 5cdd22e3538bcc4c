package im.viavai.server.session;

import java.util.ArrayDeque;
import java.util.concurrent.Executor;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// What a client sent, in order. While nothing waits, a stanza is handled at once on the event
/// loop; one that has to wait moves the mailbox to a virtual thread until it is empty again.
///
/// [#put] is called by the stream's own thread only.
///
/// @param <T> what is in the mailbox
final class Mailbox<T> {
  /// Above this many waiting stanzas the stream stops reading.
  static final int HIGH_WATER = 64;

  /// Below this many it reads again.
  static final int LOW_WATER = 16;

  private final Predicate<T> swift;
  private final Work<T> patient;
  private final Executor waiting;
  private final Runnable onHigh;
  private final Runnable onLow;
  private @Nullable Runnable onEmpty; // guarded by this
  private @Nullable ArrayDeque<T> queue; // null: nothing waits; guarded by this

  /// @param swift handles it without waiting; false if it would have to wait, having done nothing
  /// @param patient handles it and may wait
  /// @param waiting starts a virtual thread
  /// @param onHigh runs at the high water mark, under the mailbox's lock; never waits
  /// @param onLow runs at the low water mark on the way down, likewise
  Mailbox(Predicate<T> swift, Work<T> patient, Executor waiting, Runnable onHigh, Runnable onLow) {
    this.swift = swift;
    this.patient = patient;
    this.waiting = waiting;
    this.onHigh = onHigh;
    this.onLow = onLow;
  }

  void put(T item) {
    synchronized (this) {
      if (queue != null) {
        queue.add(item);
        if (queue.size() == HIGH_WATER) onHigh.run();
        return;
      }
    }
    if (swift.test(item)) return;
    synchronized (this) {
      queue = new ArrayDeque<>(4);
      queue.add(item);
    }
    waiting.execute(this::drain);
  }

  /// Runs something when the mailbox is empty: now, or on the virtual thread that empties it.
  void whenEmpty(Runnable task) {
    synchronized (this) {
      if (queue != null) {
        onEmpty = task;
        return;
      }
    }
    task.run();
  }

  private void drain() {
    while (true) {
      @Nullable T next;
      @Nullable Runnable then = null;
      synchronized (this) {
        ArrayDeque<T> now = queue;
        T polled = now == null ? null : now.poll();
        if (now == null || polled == null) {
          queue = null;
          then = onEmpty;
          onEmpty = null;
        }
        next = polled;
        if (now != null && now.size() == LOW_WATER) onLow.run();
      }
      if (next == null) {
        if (then != null) then.run();
        return;
      }
      boolean done = false;
      try {
        patient.handle(next);
        done = true;
      } finally {
        if (!done) waiting.execute(this::drain); // an error ends this thread, not the mailbox
      }
    }
  }

  /// The patient way.
  ///
  /// @param <T> what is in the mailbox
  @FunctionalInterface
  interface Work<T> {
    void handle(T item);
  }
}
