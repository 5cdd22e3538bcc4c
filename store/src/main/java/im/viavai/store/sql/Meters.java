package im.viavai.store.sql;

import im.viavai.store.StoreMetrics;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.LongAdder;

/// What the writer counts. Its thread writes, any thread reads.
final class Meters {
  private final AtomicLongArray latency =
      new AtomicLongArray(StoreMetrics.COMMIT_BOUNDS_MICROS.size() + 1);
  private final LongAdder refused = new LongAdder();
  private volatile long commits;
  private volatile long failedCommits;
  private volatile long operations;
  private volatile long rows;
  private volatile long bytes;
  private volatile long averageMicros;

  void refused() {
    refused.increment();
  }

  // Only the writer's thread changes these, so that an increment need not be atomic.
  @SuppressWarnings("NonAtomicVolatileUpdate")
  void committed(int batch, long insertedRows, long insertedBytes, long nanos) {
    long micros = nanos / 1000;
    int bucket = 0;
    while (bucket < StoreMetrics.COMMIT_BOUNDS_MICROS.size()
        && micros > StoreMetrics.COMMIT_BOUNDS_MICROS.get(bucket)) {
      bucket++;
    }
    latency.lazySet(bucket, latency.get(bucket) + 1);
    commits++;
    operations += batch;
    rows += insertedRows;
    bytes += insertedBytes;
    averageMicros = averageMicros == 0 ? micros : averageMicros + (micros - averageMicros) / 16;
  }

  @SuppressWarnings("NonAtomicVolatileUpdate")
  void failed() {
    failedCommits++;
  }

  StoreMetrics read(int queuedOperations, long queuedBytes) {
    List<Long> counts = new ArrayList<>();
    for (int i = 0; i < latency.length(); i++) {
      counts.add(latency.get(i));
    }
    return new StoreMetrics(
        queuedOperations,
        queuedBytes,
        refused.sum(),
        commits,
        failedCommits,
        operations,
        rows,
        bytes,
        averageMicros,
        counts);
  }
}
