package im.viavai.store.sql;

import im.viavai.store.ArchiveFilter;
import im.viavai.store.ArchiveQuery;
import im.viavai.xmpp.Jid;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/// The `WHERE` of an archive query: put together from texts of ours, with a `?` for every value of
/// the client's. There are few combinations, and each is prepared once.
///
/// @param text begins with ` WHERE`
/// @param bound the values
record Condition(String text, List<Object> bound) {
  static Condition of(ArchiveQuery query, long above, long below) {
    ArchiveFilter filter = query.filter();
    StringBuilder text =
        new StringBuilder(" WHERE e.archive = ? AND e.id > ? AND e.id < ? AND (e.flags & 1) = 1");
    List<Object> bound = new ArrayList<>(List.of(query.archive(), above, below));
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
    return new Condition(text.toString(), List.copyOf(bound));
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
