package im.viavai.store;

/// Whether something was kept, where the caller names a limit.
public enum Stored {
  /// It is kept.
  STORED,
  /// It is not kept: the limit is reached and nothing was changed.
  OVER_LIMIT
}
