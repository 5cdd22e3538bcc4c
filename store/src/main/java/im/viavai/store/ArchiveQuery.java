package im.viavai.store;

/// A request for a page of an archive (XEP-0313 §4, XEP-0059 §2).
///
/// @param archive the key of the account
/// @param filter which entries are meant
/// @param direction which end of them the page is taken from
/// @param anchorId the page begins next to this id, which must be in the archive; 0 (FORWARD) or
///   [Long#MAX_VALUE] (BACKWARD) for the first or last page
/// @param max most entries, 0 to [#MAX_PAGE]
/// @param order the order within the page
/// @param counting whether the number of all entries meant is asked for
public record ArchiveQuery(
    long archive,
    ArchiveFilter filter,
    Direction direction,
    long anchorId,
    int max,
    Order order,
    Counting counting) {
  /// Most entries of a page.
  public static final int MAX_PAGE = 1000;

  /// Which end the page is taken from.
  public enum Direction {
    /// The oldest after the anchor: RSM `<after/>` or nothing.
    FORWARD,
    /// The youngest before the anchor: RSM `<before/>`.
    BACKWARD
  }

  /// The order within a page.
  public enum Order {
    /// Oldest first.
    ASCENDING,
    /// Youngest first: `<flip-page/>` (XEP-0313 §4.3.4).
    FLIPPED
  }

  /// Whether the number of all entries meant is asked for. It costs a walk over the index.
  public enum Counting {
    /// No.
    UNCOUNTED,
    /// Yes, and the index of the page's first entry among them.
    COUNTED
  }

  /// Checks the number.
  public ArchiveQuery {
    if (max < 0 || max > MAX_PAGE) {
      throw new IllegalArgumentException("a page has 0 to " + MAX_PAGE + " entries");
    }
  }

  /// The first page: `<max/>` alone.
  public static ArchiveQuery first(long archive, ArchiveFilter filter, int max) {
    return after(archive, filter, 0, max);
  }

  /// The last page: `<before/>`.
  public static ArchiveQuery last(long archive, ArchiveFilter filter, int max) {
    return before(archive, filter, Long.MAX_VALUE, max);
  }

  /// The page after an id: `<after>id</after>`.
  public static ArchiveQuery after(long archive, ArchiveFilter filter, long id, int max) {
    return new ArchiveQuery(
        archive, filter, Direction.FORWARD, id, max, Order.ASCENDING, Counting.UNCOUNTED);
  }

  /// The page before an id: `<before>id</before>`.
  public static ArchiveQuery before(long archive, ArchiveFilter filter, long id, int max) {
    return new ArchiveQuery(
        archive, filter, Direction.BACKWARD, id, max, Order.ASCENDING, Counting.UNCOUNTED);
  }

  /// The same page, youngest first.
  public ArchiveQuery flipped() {
    return new ArchiveQuery(archive, filter, direction, anchorId, max, Order.FLIPPED, counting);
  }

  /// The same page with [ArchivePage#count()] and [ArchivePage#index()].
  public ArchiveQuery counted() {
    return new ArchiveQuery(archive, filter, direction, anchorId, max, order, Counting.COUNTED);
  }
}
