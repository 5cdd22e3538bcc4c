package im.viavai.store;

import im.viavai.xmpp.Jid;
import java.util.List;

/// What happened to a roster since a version (RFC 6121 §2.6).
public sealed interface RosterChanges {
  /// What is different now.
  ///
  /// @param version the version after these changes
  /// @param changed items as they are now, in the order of their versions
  /// @param removed contacts that are no longer in the roster
  record Known(long version, List<RosterItemRecord> changed, List<Jid> removed)
      implements RosterChanges {
    /// Copies the lists.
    public Known {
      changed = List.copyOf(changed);
      removed = List.copyOf(removed);
    }
  }

  /// The version is too old or not one of ours: send the whole roster.
  record Unknown() implements RosterChanges {}
}
