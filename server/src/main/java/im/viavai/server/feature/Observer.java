package im.viavai.server.feature;

/// A hook of the steps `record` and `copy`: keeps it, or sends further stanzas. Never waits.
@FunctionalInterface
public interface Observer {
  /// Sees the stanza of this passage; cannot change or stop it.
  void observe(Passage passage);
}
