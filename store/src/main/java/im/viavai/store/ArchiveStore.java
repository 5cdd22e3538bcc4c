package im.viavai.store;

import java.util.List;
import java.util.Optional;

/// The log of every account (XEP-0313); offline delivery (XEP-0160) and the memory of what was sent
/// are views of it.
///
/// The order within an archive is that of the ids, never of a clock. Ids are given by the owner of
/// the account, strictly increasing; numbers may be left out.
public interface ArchiveStore {
  /// What became of an offered append.
  enum Offer {
    /// It is queued; its listener will hear the end.
    ACCEPTED,
    /// The queue is full. Nothing was kept and the listener will not be called: stop reading, and
    /// try again when [ArchiveStore#whenRoom] says so.
    FULL,
    /// The store does not take writes, see [Store#health()]. Nothing was kept and the listener will
    /// not be called.
    UNAVAILABLE
  }

  /// Queues a stanza for the next commit. Never waits; any thread, also an event loop. Appends of
  /// one thread are written in its order.
  Offer append(Append append);

  /// Whether an append would be accepted now, as far as one can tell. Never waits; any thread.
  boolean hasRoom();

  /// Runs something once when there is room again, at once if there is room now. Never waits; any
  /// thread. It runs on the writer's thread or the caller's: it must not wait and must not throw.
  void whenRoom(Runnable task);

  /// A page of an archive: entries flagged [Append.Flag#ARCHIVED]. May wait.
  ArchiveResult page(ArchiveQuery query);

  /// The ends of an archive; empty if there is nothing in it. May wait.
  Optional<ArchiveMetadata> metadata(long archive);

  /// Incoming entries flagged [Append.Flag#OFFLINE] above the cursor, oldest first. May wait.
  ///
  /// @param afterId and above this id: the last one of the part before, or 0
  /// @param max at most so many, 1 to [ArchiveQuery#MAX_PAGE]
  List<ArchiveEntry> offline(long archive, long afterId, int max);

  /// How many entries [#offline] would give in all, for a limit on them. May wait.
  ///
  /// @param atMost stop counting there
  int countOffline(long archive, long afterId, int atMost);

  /// Moves the offline cursor: everything up to this id was delivered. Never waits; any thread,
  /// also an event loop. It is written with a commit within the store's cursor delay; after a crash
  /// a device may get something twice, with the same archive id. A cursor never goes back.
  void advance(long archive, long cursorId);

  /// What the account sent last, youngest first, to recognise what a client sends again. Looks at
  /// the last `4 * max` entries only. May wait.
  List<SentEntry> recentOutgoing(long archive, int max);

  /// The youngest archived entry with that origin id among the last `depth` ones. May wait.
  Optional<ArchiveEntry> findByOriginId(long archive, String originId, int depth);

  /// Puts other bytes in the place of an entry, in this archive only, and flags it
  /// [Append.Flag#TOMBSTONE] (XEP-0424 §4). May wait.
  ///
  /// @return false if there is no such entry
  boolean replace(long archive, long id, byte[] stanza);

  /// Deletes everything of an archive, in slices; ids are not used again. May wait long.
  PurgeReport clear(long archive);

  /// Deletes what is older than it should be. Works in small slices between the writer's batches,
  /// so that no append waits longer than for one slice. May wait long: call it on a thread of its
  /// own.
  PurgeReport purge(Retention retention);
}
