package im.viavai.store.sql;

import im.viavai.store.ArchiveEntry;
import im.viavai.store.ArchiveFilter;
import im.viavai.store.ArchivePage;
import im.viavai.store.ArchiveQuery;
import im.viavai.store.ArchiveQuery.Counting;
import im.viavai.store.ArchiveQuery.Direction;
import im.viavai.store.ArchiveQuery.Order;
import im.viavai.store.ArchiveResult;
import im.viavai.xmpp.Jid;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/// Pages of an archive (XEP-0313 §4, XEP-0059). Stateless; runs on a reader's connection.
final class ArchivePages {
  static final String COLUMNS = "e.id, e.stamp, e.flags, e.bare, e.resource, e.origin, s.body";
  static final String JOINED = " FROM entry e JOIN stanza s ON s.id = e.stanza";

  private ArchivePages() {}

  static ArchiveEntry entry(ResultSet row) throws SQLException {
    long flags = row.getLong(3);
    return new ArchiveEntry(
        row.getLong(1),
        row.getLong(2),
        with(row.getString(4), row.getString(5)),
        Flags.flags(flags),
        Flags.kind(flags),
        row.getString(6),
        row.getBytes(7));
  }

  static Jid with(String bare, String resource) {
    return Jid.of(resource.isEmpty() ? bare : bare + "/" + resource);
  }

  static ArchiveResult page(Sql sql, ArchiveQuery query) throws SQLException {
    OptionalLong unknown = unknownId(sql, query);
    if (unknown.isPresent()) {
      return new ArchiveResult.UnknownId(unknown.getAsLong());
    }
    ArchiveFilter filter = query.filter();
    boolean forward = query.direction() == Direction.FORWARD;
    long above = forward ? Math.max(filter.afterId(), query.anchorId()) : filter.afterId();
    long below = forward ? filter.beforeId() : Math.min(filter.beforeId(), query.anchorId());

    // One more than asked for tells whether there is another page.
    List<ArchiveEntry> found = new ArrayList<>(select(sql, query, above, below));
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
    long count = count(sql, query, filter.afterId(), filter.beforeId());
    long index = -1;
    if (!found.isEmpty()) {
      long oldest = (ascending ? found.getFirst() : found.getLast()).id();
      index = count(sql, query, filter.afterId(), oldest);
    }
    return new ArchivePage(found, complete, count, index);
  }

  /// An id of the query that is not in the archive (XEP-0313 §4.1.3, §4.3.2).
  private static OptionalLong unknownId(Sql sql, ArchiveQuery query) throws SQLException {
    ArchiveFilter filter = query.filter();
    List<Long> ids = new ArrayList<>(filter.ids());
    for (long bound : List.of(filter.afterId(), filter.beforeId(), query.anchorId())) {
      if (bound != 0 && bound != Long.MAX_VALUE) {
        ids.add(bound);
      }
    }
    for (long id : ids) {
      if (sql.number(
              "SELECT id FROM entry WHERE archive = ? AND id = ? AND (flags & 1) = 1",
              query.archive(),
              id)
          .isEmpty()) {
        return OptionalLong.of(id);
      }
    }
    return OptionalLong.empty();
  }

  private static List<ArchiveEntry> select(Sql sql, ArchiveQuery query, long above, long below)
      throws SQLException {
    Condition condition = Condition.of(query, above, below);
    String order =
        query.direction() == Direction.FORWARD ? " ORDER BY e.id" : " ORDER BY e.id DESC";
    return sql.list(
        "SELECT " + COLUMNS + JOINED + condition.text() + order + " LIMIT ?",
        ArchivePages::entry,
        condition.values(query.max() + 1L));
  }

  private static long count(Sql sql, ArchiveQuery query, long above, long below)
      throws SQLException {
    Condition condition = Condition.of(query, above, below);
    return sql.number("SELECT count(*) FROM entry e" + condition.text(), condition.values())
        .orElse(0);
  }
}
