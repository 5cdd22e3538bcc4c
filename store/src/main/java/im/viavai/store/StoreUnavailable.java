package im.viavai.store;

import org.jspecify.annotations.Nullable;

/// The store could not do what was asked: the disk is full, the database is gone, or the store is
/// closed. The message names what was tried and what happens next.
///
/// A caller in front of a client answers `resource-constraint` (RFC 6120 §8.3.3.18) or `wait`, and
/// never counts the stanza as handled.
public final class StoreUnavailable extends RuntimeException {
  /// @param tried what was tried and what happens next, for the log and the operator
  public StoreUnavailable(String tried) {
    super(tried);
  }

  /// @param tried what was tried and what happens next, for the log and the operator
  /// @param cause what the database said
  public StoreUnavailable(String tried, @Nullable Throwable cause) {
    super(tried, cause);
  }
}
