package im.viavai.store.sql;

import java.util.List;

/// What one slice of a purge did.
///
/// @param looked entries looked at
/// @param entries entries deleted
/// @param stanzas stanzas deleted with them
/// @param lastId the last id looked at
record Slice(int looked, int entries, int stanzas, long lastId) {
  /// Entries looked at in one slice, so that its transaction is short.
  static final int ROWS = 256;

  static final Slice NOTHING = new Slice(0, 0, 0, 0);

  /// An entry that may have to go.
  record Candidate(long id, long stanza, long stampMillis, long flags) {}

  static Slice of(List<Candidate> looked, int entries, int stanzas) {
    return looked.isEmpty()
        ? NOTHING
        : new Slice(looked.size(), entries, stanzas, looked.getLast().id());
  }
}
