package im.viavai.server.route;

import java.util.ArrayDeque;
import java.util.concurrent.Executor;

/// Tasks that must stay in order for one recipient, on virtual threads: equal keys share a lane.
final class Lanes {
  private static final int COUNT = 64;

  private final Lane[] lanes = new Lane[COUNT];
  private final Executor waiting;

  Lanes(Executor waiting) {
    this.waiting = waiting;
    for (int i = 0; i < COUNT; i++) lanes[i] = new Lane();
  }

  /// Runs the task after all earlier ones of the same key. It throws nothing. Any thread; never
  /// waits.
  void run(Object key, Runnable task) {
    lanes[Math.floorMod((key.hashCode() * 0x9e3779b9) >> 8, COUNT)].add(task);
  }

  private final class Lane {
    private final ArrayDeque<Runnable> tasks = new ArrayDeque<>();
    private boolean running;

    void add(Runnable task) {
      synchronized (tasks) {
        tasks.add(task);
        if (running) return;
        running = true;
      }
      waiting.execute(this::drain);
    }

    private void drain() {
      while (true) {
        Runnable next;
        synchronized (tasks) {
          next = tasks.poll();
          if (next == null) {
            running = false;
            return;
          }
        }
        next.run();
      }
    }
  }
}
