package im.viavai.store;

import java.time.Duration;
import java.time.InstantSource;

/// How a store is opened.
///
/// @param opening whether a store may be created
/// @param queueOperations most operations waiting for the writer; at the limit appends are refused
/// @param queueBytes most stanza bytes waiting for the writer; at the limit appends are refused
/// @param batchOperations most operations in one transaction
/// @param readers most queries at the same time
/// @param minimumFreeBytes below this room on the disk writes are refused (embedded store only)
/// @param cursorDelay longest time an offline cursor stays unwritten, see [ArchiveStore#advance]
/// @param waitLimit longest time a blocking call waits for its turn
/// @param clock tells the time that is stored; durations are measured with the JVM's own timer
public record StoreOptions(
    Opening opening,
    int queueOperations,
    long queueBytes,
    int batchOperations,
    int readers,
    long minimumFreeBytes,
    Duration cursorDelay,
    Duration waitLimit,
    InstantSource clock) {
  /// Whether a store may be created.
  public enum Opening {
    /// Create it if there is none, unless a marker says that there was one.
    OPEN_OR_CREATE,
    /// There must be one: a backup not restored or a wrong folder stops the start.
    OPEN_EXISTING
  }

  /// Checks the numbers.
  public StoreOptions {
    if (queueOperations < 1 || queueBytes < 1 || batchOperations < 1 || readers < 1) {
      throw new IllegalArgumentException("limits of a store are positive numbers");
    }
  }

  /// What fits a small server: 8192 operations or 64 MiB waiting, 512 to a transaction, 4 readers,
  /// writes refused below 256 MiB of free disk, cursors written within a second.
  public static StoreOptions standard() {
    return new StoreOptions(
        Opening.OPEN_OR_CREATE,
        8192,
        64L << 20,
        512,
        4,
        256L << 20,
        Duration.ofSeconds(1),
        Duration.ofSeconds(30),
        InstantSource.system());
  }

  /// The same with another number of queries at the same time.
  public StoreOptions withReaders(int most) {
    return new StoreOptions(
        opening,
        queueOperations,
        queueBytes,
        batchOperations,
        most,
        minimumFreeBytes,
        cursorDelay,
        waitLimit,
        clock);
  }

  /// The same with another room that must be left on the disk.
  public StoreOptions withMinimumFree(long bytes) {
    return new StoreOptions(
        opening,
        queueOperations,
        queueBytes,
        batchOperations,
        readers,
        bytes,
        cursorDelay,
        waitLimit,
        clock);
  }

  /// The same, opened in another way.
  public StoreOptions with(Opening other) {
    return new StoreOptions(
        other,
        queueOperations,
        queueBytes,
        batchOperations,
        readers,
        minimumFreeBytes,
        cursorDelay,
        waitLimit,
        clock);
  }

  /// The same with another limit of waiting operations.
  public StoreOptions withQueueOperations(int limit) {
    return new StoreOptions(
        opening,
        limit,
        queueBytes,
        batchOperations,
        readers,
        minimumFreeBytes,
        cursorDelay,
        waitLimit,
        clock);
  }

  /// The same with another clock.
  public StoreOptions with(InstantSource other) {
    return new StoreOptions(
        opening,
        queueOperations,
        queueBytes,
        batchOperations,
        readers,
        minimumFreeBytes,
        cursorDelay,
        waitLimit,
        other);
  }
}
