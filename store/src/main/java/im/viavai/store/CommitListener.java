package im.viavai.store;

/// Hears what became of an append. Called exactly once, on the writer's thread: it must not wait,
/// must not call a method of the store that may wait, and must not throw.
public interface CommitListener {
  /// The commit that holds the append has returned: it survives a power cut.
  void committed();

  /// The append is not kept, or after a lost connection perhaps not kept.
  void failed(StoreUnavailable reason);
}
