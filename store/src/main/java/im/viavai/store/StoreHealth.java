package im.viavai.store;

/// How the store is.
///
/// @param state whether it takes writes
/// @param reason why not, or an empty string
/// @param sinceMillis since when it is in this state, in milliseconds since 1970
/// @param freeBytes room left where the data is, or -1 where that is not known (PostgreSQL)
public record StoreHealth(State state, String reason, long sinceMillis, long freeBytes) {
  /// Whether the store takes writes. Reading goes on in the first two.
  public enum State {
    /// Reads and writes.
    ACCEPTING,
    /// The disk is full or too near to it: writes are refused, reads go on. Ends by itself once
    /// there is room.
    FULL,
    /// A commit failed or the database is gone. Writes are refused. PostgreSQL is tried again by
    /// itself; an embedded store stays so until it is opened again, because nobody can tell what
    /// the disk kept after a failed fsync.
    FAILED,
    /// [Store#close()] was called.
    CLOSED
  }
}
