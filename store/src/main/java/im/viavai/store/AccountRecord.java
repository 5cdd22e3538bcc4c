package im.viavai.store;

import im.viavai.xmpp.Jid;
import java.util.List;

/// An account and what its owner needs to begin: one query at login.
///
/// @param key the number of the account and of its archive; never used again, not even for an
///   account of the same name
/// @param jid the bare JID
/// @param credentials one for each SCRAM hash
/// @param createdMillis when it was made
/// @param state whether it may log in
/// @param archivePreferences what the user chose for the archive
/// @param rosterVersion the number of roster changes so far
/// @param lastArchiveId the highest id ever used in the archive, 0 if none: the next one is higher.
///   Never goes back, even when the entry is purged
/// @param offlineCursor everything up to this id was delivered, see [ArchiveStore#advance]
public record AccountRecord(
    long key,
    Jid jid,
    List<ScramKeys> credentials,
    long createdMillis,
    State state,
    ArchivePreferences archivePreferences,
    long rosterVersion,
    long lastArchiveId,
    long offlineCursor) {
  /// Whether an account may log in.
  public enum State {
    /// It may.
    ENABLED,
    /// It may not; its data is kept and messages are stored.
    DISABLED
  }

  /// Copies the list.
  public AccountRecord {
    credentials = List.copyOf(credentials);
  }
}
