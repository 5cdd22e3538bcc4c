package im.viavai.store;

/// The answer to an [ArchiveQuery].
public sealed interface ArchiveResult permits ArchivePage, ArchiveResult.UnknownId {
  /// An id of the query is not in the archive: `item-not-found` (XEP-0313 §4.1.3, §4.3.2).
  ///
  /// @param id that id
  record UnknownId(long id) implements ArchiveResult {}
}
