package im.viavai.store;

import java.util.List;

/// Counters of the writer since the store was opened.
///
/// @param queuedOperations waiting to be written now
/// @param queuedBytes stanza bytes among them
/// @param refusedOffers appends refused because the queue was full or the store did not take writes
/// @param commits transactions committed
/// @param failedCommits transactions that did not commit
/// @param operations operations committed
/// @param rows rows inserted by appends
/// @param bytes stanza bytes committed
/// @param commitMicrosAverage moving average of a transaction, begin to durable, in microseconds
/// @param commitLatency how many transactions took at most each of [#COMMIT_BOUNDS_MICROS]; the
///   last number counts the longer ones
public record StoreMetrics(
    int queuedOperations,
    long queuedBytes,
    long refusedOffers,
    long commits,
    long failedCommits,
    long operations,
    long rows,
    long bytes,
    long commitMicrosAverage,
    List<Long> commitLatency) {
  /// Upper bounds of [#commitLatency()], in microseconds.
  public static final List<Long> COMMIT_BOUNDS_MICROS =
      List.of(
          250L,
          500L,
          1_000L,
          2_500L,
          5_000L,
          10_000L,
          25_000L,
          50_000L,
          100_000L,
          250_000L,
          1_000_000L);

  /// Copies the list.
  public StoreMetrics {
    commitLatency = List.copyOf(commitLatency);
  }
}
