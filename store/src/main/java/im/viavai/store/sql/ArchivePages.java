package im.viavai.store.sql;

import im.viavai.store.ArchiveEntry;
import im.viavai.store.ArchiveFilter;
import im.viavai.store.ArchivePage;
import im.viavai.store.ArchiveQuery;
import im.viavai.store.ArchiveQuery.Counting;
import im.viavai.store.ArchiveQuery.Direction;
import im.viavai.store.ArchiveQuery.Order;
import im.viavai.store.ArchiveResult;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/// Pages of an archive (XEP-0313 §4, XEP-0059).
final class ArchivePages {
  private ArchivePages() {}

  static ArchiveResult page(ArchiveView view, ArchiveQuery query) throws SQLException {
    OptionalLong unknown = unknownId(view, query);
    if (unknown.isPresent()) {
      return new ArchiveResult.UnknownId(unknown.getAsLong());
    }
    ArchiveFilter filter = query.filter();
    boolean forward = query.direction() == Direction.FORWARD;
    long above = forward ? Math.max(filter.afterId(), query.anchorId()) : filter.afterId();
    long below = forward ? filter.beforeId() : Math.min(filter.beforeId(), query.anchorId());

    // One more than asked for tells whether there is another page.
    List<ArchiveEntry> found = view.select(query, above, below, query.max() + 1);
    boolean complete = found.size() <= query.max();
    if (!complete) {
      found.removeLast();
    }
    boolean ascending = query.order() == Order.ASCENDING;
    if (forward != ascending) {
      found = found.reversed();
    }
    if (query.counting() == Counting.UNCOUNTED) {
      return new ArchivePage(found, complete, -1, -1);
    }
    long count = view.count(query, filter.afterId(), filter.beforeId());
    long index = -1;
    if (!found.isEmpty()) {
      long oldest = (ascending ? found.getFirst() : found.getLast()).id();
      index = view.count(query, filter.afterId(), oldest);
    }
    return new ArchivePage(found, complete, count, index);
  }

  /// An id of the query that is not in the archive (XEP-0313 §4.1.3, §4.3.2).
  private static OptionalLong unknownId(ArchiveView view, ArchiveQuery query) throws SQLException {
    ArchiveFilter filter = query.filter();
    List<Long> ids = new ArrayList<>(filter.ids());
    for (long bound : List.of(filter.afterId(), filter.beforeId(), query.anchorId())) {
      if (bound != 0 && bound != Long.MAX_VALUE) {
        ids.add(bound);
      }
    }
    for (long id : ids) {
      if (!view.contains(id)) {
        return OptionalLong.of(id);
      }
    }
    return OptionalLong.empty();
  }
}
