package im.viavai.app.config;

import java.util.List;

/// What came of reading the configuration.
public sealed interface Reading {
  /// Everything is right.
  ///
  /// @param settings what is in force
  record Right(Settings settings) implements Reading {}

  /// Something is wrong, so nothing is in force.
  ///
  /// @param mistakes at least one, in the order of the file
  record Wrong(List<Mistake> mistakes) implements Reading {
    /// Keeps an own copy.
    public Wrong {
      mistakes = List.copyOf(mistakes);
    }
  }
}
