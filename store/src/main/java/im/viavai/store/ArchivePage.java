package im.viavai.store;

import java.util.List;

/// A page of an archive.
///
/// @param entries in the order asked for
/// @param complete whether nothing is meant beyond this page in the direction of the query
///   (XEP-0313 §4.2, `complete='true'`)
/// @param count how many entries are meant in all pages, or -1 if not asked for
/// @param index how many of them are before the page's oldest entry, or -1 if not asked for
public record ArchivePage(List<ArchiveEntry> entries, boolean complete, long count, long index)
    implements ArchiveResult {
  /// Copies the list.
  public ArchivePage {
    entries = List.copyOf(entries);
  }
}
