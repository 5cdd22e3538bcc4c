package im.viavai.store.sql;

import im.viavai.store.ArchiveFilter;
import im.viavai.store.ArchiveQuery;
import im.viavai.xmpp.Jid;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/// The entries `e` an archive query means: put together from texts of ours, with a `?` for every
/// value of the client's. There are few combinations, and each is prepared once.
///
/// @param from the tables, begins with ` FROM`
/// @param text begins with ` WHERE`
/// @param bound the values
record Condition(String from, String text, List<Object> bound) {
  private static final String FROM = " FROM entry e";
  private static final String WHERE =
      " WHERE e.archive = ? AND e.id > ? AND e.id < ? AND (e.flags & 1) = 1";

  // SQLite takes a CROSS JOIN in the order written, and one bound of each kind for its search.
  private static final String FROM_BLOCKS = " FROM contact_block b CROSS JOIN entry e";
  private static final String WHERE_BLOCKS =
      " WHERE b.archive = ? AND b.who = ? AND b.block >= ? AND b.block <= ?"
          + " AND e.archive = b.archive AND e.id > max(?, (b.block << 10) - 1)"
          + " AND e.id < min(?, (b.block + 1) << 10) AND (e.flags & 1) = 1";

  static Condition of(ArchiveQuery query, ContactSearch search, long above, long below) {
    ArchiveFilter filter = query.filter();
    if (filter.with() == null || !filter.ids().isEmpty() || search == ContactSearch.INDEX) {
      return of(filter, FROM, WHERE, List.of(query.archive(), above, below));
    }
    long first = above >> ContactBlocks.BITS;
    long last = below >> ContactBlocks.BITS;
    List<Object> bound =
        List.of(query.archive(), filter.with().toString(), first, last, above, below);
    return of(filter, FROM_BLOCKS, WHERE_BLOCKS, bound);
  }

  /// Their order by id, as an `ORDER BY`.
  String order(ArchiveQuery.Direction direction) {
    String end = direction == ArchiveQuery.Direction.FORWARD ? "" : " DESC";
    String blocks = from.equals(FROM_BLOCKS) ? "b.block" + end + ", " : "";
    return " ORDER BY " + blocks + "e.id" + end;
  }

  private static Condition of(
      ArchiveFilter filter, String from, String where, List<Object> bounds) {
    StringBuilder text = new StringBuilder(where);
    List<Object> bound = new ArrayList<>(bounds);
    if (filter.startMillis() != Long.MIN_VALUE) {
      text.append(" AND e.stamp >= ?");
      bound.add(filter.startMillis());
    }
    if (filter.endMillis() != Long.MAX_VALUE) {
      text.append(" AND e.stamp <= ?");
      bound.add(filter.endMillis());
    }
    Jid with = filter.with();
    if (with != null) {
      text.append(" AND e.bare = ?");
      bound.add(with.bare().toString());
      // XEP-0313 §4.1.1: a bare JID stands for all of its resources.
      if (with.isFull()) {
        text.append(" AND e.resource = ?");
        bound.add(with.resourcepart());
      }
    }
    if (!filter.kinds().isEmpty()) {
      text.append(" AND ((1 << CAST(e.flags >> 8 AS INTEGER)) & ?) <> 0");
      bound.add(Flags.mask(filter.kinds()));
    }
    if (!filter.ids().isEmpty()) {
      // A number of places from a few, so that there are few statements.
      int places = 1;
      while (places < filter.ids().size()) {
        places *= 2;
      }
      text.append(" AND e.id IN (?").append(", ?".repeat(places - 1)).append(')');
      bound.addAll(filter.ids());
      bound.addAll(Collections.nCopies(places - filter.ids().size(), -1L));
    }
    return new Condition(from, text.toString(), List.copyOf(bound));
  }

  /// The same for an entry that is not in the table, but for the bounds of its id.
  static boolean meets(Recent.Entry entry, ArchiveFilter filter) {
    Jid with = filter.with();
    return entry.has(Flags.ARCHIVED)
        && entry.stampMillis() >= filter.startMillis()
        && entry.stampMillis() <= filter.endMillis()
        && (with == null || with.equals(with.isFull() ? entry.with() : entry.with().bare()))
        && (filter.kinds().isEmpty() || filter.kinds().contains(Flags.kind(entry.flags())))
        && (filter.ids().isEmpty() || filter.ids().contains(entry.id()));
  }

  Object[] values(Object... more) {
    List<Object> all = new ArrayList<>(bound);
    Collections.addAll(all, more);
    return all.toArray();
  }
}
