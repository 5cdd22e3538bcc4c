package im.viavai.store;

import im.viavai.xmpp.Jid;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;

/// One archive as it should be, in memory and as plain as can be.
final class ArchiveOracle {
  record Kept(Append.Entry entry, long timestampMillis, String stanza) {}

  final NavigableMap<Long, Kept> entries = new TreeMap<>();
  long cursor;
  long lastId;

  void append(Append.Entry entry, long timestampMillis, String stanza) {
    entries.put(entry.id(), new Kept(entry, timestampMillis, stanza));
    lastId = Math.max(lastId, entry.id());
  }

  void advance(long id) {
    cursor = Math.max(cursor, id);
    lastId = Math.max(lastId, cursor);
    entries
        .values()
        .removeIf(kept ->
            kept.entry().id() <= cursor
                && kept.entry().flags().contains(Append.Flag.OFFLINE)
                && !archived(kept));
  }

  static boolean archived(Kept kept) {
    return kept.entry().flags().contains(Append.Flag.ARCHIVED);
  }

  static boolean waiting(Kept kept) {
    return kept.entry().flags().contains(Append.Flag.OFFLINE)
        && !kept.entry().flags().contains(Append.Flag.OUTGOING);
  }

  boolean knows(long id) {
    Kept kept = entries.get(id);
    return kept != null && archived(kept);
  }

  List<Kept> meant(ArchiveFilter filter) {
    return entries.values().stream()
        .filter(ArchiveOracle::archived)
        .filter(kept -> matches(kept, filter))
        .toList();
  }

  private static boolean matches(Kept kept, ArchiveFilter filter) {
    Append.Entry entry = kept.entry();
    Jid with = filter.with();
    return (with == null || with.equals(with.isBare() ? entry.with().bare() : entry.with()))
        && kept.timestampMillis() >= filter.startMillis()
        && kept.timestampMillis() <= filter.endMillis()
        && entry.id() > filter.afterId()
        && entry.id() < filter.beforeId()
        && (filter.ids().isEmpty() || filter.ids().contains(entry.id()))
        && (filter.kinds().isEmpty() || filter.kinds().contains(entry.kind()));
  }

  /// The page as text: ids and stanzas, complete, count and index; or the unknown id.
  String page(ArchiveQuery query) {
    ArchiveFilter filter = query.filter();
    List<Long> ids = new ArrayList<>(filter.ids());
    ids.addAll(List.of(filter.afterId(), filter.beforeId(), query.anchorId()));
    for (long id : ids) {
      if (id != 0 && id != Long.MAX_VALUE && !knows(id)) {
        return "unknown";
      }
    }
    boolean forward = query.direction() == ArchiveQuery.Direction.FORWARD;
    List<Kept> meant = meant(filter);
    List<Kept> side =
        meant.stream()
            .filter(kept ->
                forward
                    ? kept.entry().id() > query.anchorId()
                    : kept.entry().id() < query.anchorId())
            .toList();
    int max = Math.min(query.max(), side.size());
    List<Kept> page = forward ? side.subList(0, max) : side.subList(side.size() - max, side.size());
    long index = page.isEmpty() ? -1 : meant.indexOf(page.getFirst());
    boolean counted = query.counting() == ArchiveQuery.Counting.COUNTED;
    List<Kept> ordered = query.order() == ArchiveQuery.Order.FLIPPED ? page.reversed() : page;
    return text(
        ordered.stream().map(kept -> kept.entry().id() + "=" + kept.stanza()).toList(),
        max == side.size(),
        counted ? meant.size() : -1,
        counted ? index : -1);
  }

  static String text(ArchiveResult result) {
    return switch (result) {
      case ArchiveResult.UnknownId _ -> "unknown";
      case ArchivePage page ->
          text(
              page.entries().stream()
                  .map(entry -> entry.id() + "=" + StoreContract.text(entry.stanza()))
                  .toList(),
              page.complete(),
              page.count(),
              page.index());
    };
  }

  private static String text(List<String> entries, boolean complete, long count, long index) {
    return entries + " complete=" + complete + " count=" + count + " index=" + index;
  }
}
