package im.viavai.server.feature;

/// A hook of the step `screen`: may let a stanza pass, drop it, or bounce it. Never waits.
@FunctionalInterface
public interface Filter {
  /// Judges the stanza of this passage.
  Verdict screen(Passage passage);
}
