package im.viavai.store.sql;

import im.viavai.store.StoreOptions;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/// What waits for the writer, limited by number and by bytes. Offering never waits. Any thread
/// offers, the writer takes.
final class WorkQueue {
  private final Queue<Work> queue = new ConcurrentLinkedQueue<>();
  private final Queue<Runnable> waiters = new ConcurrentLinkedQueue<>();
  private final AtomicInteger size = new AtomicInteger();
  private final AtomicLong bytes = new AtomicLong();
  private final int sizeLimit;
  private final long byteLimit;

  WorkQueue(StoreOptions options) {
    sizeLimit = options.queueOperations();
    byteLimit = options.queueBytes();
  }

  /// Adds it, unless a limit is reached. Work without bytes passes the byte limit.
  boolean offer(Work work) {
    if (size.incrementAndGet() > sizeLimit) {
      size.decrementAndGet();
      return false;
    }
    int more = work.bytes();
    if (more > 0 && bytes.get() >= byteLimit) {
      size.decrementAndGet();
      return false;
    }
    bytes.addAndGet(more);
    queue.add(work);
    return true;
  }

  boolean hasRoom() {
    return size.get() < sizeLimit && bytes.get() < byteLimit;
  }

  /// Runs it once there is room.
  void whenRoom(Runnable task) {
    waiters.add(task);
    if (hasRoom()) {
      wakeWaiters();
    }
  }

  /// Moves up to `limit` of them to `batch`.
  void drainTo(List<Work> batch, int limit) {
    while (batch.size() < limit) {
      Work work = queue.poll();
      if (work == null) {
        return;
      }
      size.decrementAndGet();
      bytes.addAndGet(-work.bytes());
      batch.add(work);
    }
  }

  /// Tells those who wait for room, once half of it is free: not one by one at the brim.
  void tellRoom() {
    if (!waiters.isEmpty() && size.get() <= sizeLimit / 2 && bytes.get() <= byteLimit / 2) {
      wakeWaiters();
    }
  }

  private void wakeWaiters() {
    // Only as many as are there now: one that finds no room comes back to the end of the queue.
    for (int left = waiters.size(); left > 0; left--) {
      Runnable waiter = waiters.poll();
      if (waiter == null) {
        return;
      }
      waiter.run();
    }
  }

  int size() {
    return size.get();
  }

  long bytes() {
    return bytes.get();
  }

  boolean isEmpty() {
    return size.get() == 0;
  }
}
