package im.viavai.store;

import java.util.List;

/// A whole roster.
///
/// @param version the number of its last change, 0 if it never changed
/// @param items in no order
public record RosterRecord(long version, List<RosterItemRecord> items) {
  /// Copies the list.
  public RosterRecord {
    items = List.copyOf(items);
  }
}
