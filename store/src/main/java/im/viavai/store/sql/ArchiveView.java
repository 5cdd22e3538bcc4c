package im.viavai.store.sql;

import im.viavai.store.ArchiveEntry;
import im.viavai.store.ArchiveFilter;
import im.viavai.store.ArchiveMetadata;
import im.viavai.store.ArchiveQuery;
import im.viavai.store.SentEntry;
import im.viavai.xmpp.Jid;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/// One archive during one query: what is placed in the table, below, and what is recent, above.
///
///     ids   1 ────────────────► firstRecent ──────────► last
///           table `entry`       Recent
final class ArchiveView {
  private static final String COLUMNS =
      "e.id, e.stamp, e.flags, e.bare, e.resource, e.origin, s.body";
  private static final String STANZA = " JOIN stanza s ON s.id = e.stanza";
  private static final String JOINED = " FROM entry e" + STANZA;

  private final Sql sql;
  private final long archive;
  private final ContactSearch search;
  private final List<Recent.Entry> recent;
  private final long firstRecent;

  /// @param recent as it was before `sql` asks anything
  ArchiveView(Sql sql, long archive, ContactSearch search, List<Recent.Entry> recent) {
    this.sql = sql;
    this.archive = archive;
    this.search = search;
    this.recent = recent;
    this.firstRecent = recent.isEmpty() ? Long.MAX_VALUE : recent.getFirst().id();
  }

  private static ArchiveEntry entry(ResultSet row) throws SQLException {
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

  /// With the stanza; empty where it was purged a moment ago.
  private Optional<ArchiveEntry> entry(Recent.Entry found) throws SQLException {
    return sql.first(
        "SELECT body FROM stanza WHERE id = ?",
        row ->
            new ArchiveEntry(
                found.id(),
                found.stampMillis(),
                found.with(),
                Flags.flags(found.flags()),
                Flags.kind(found.flags()),
                found.origin(),
                row.getBytes(1)),
        found.stanza());
  }

  private List<ArchiveEntry> entries(List<Recent.Entry> found) throws SQLException {
    List<ArchiveEntry> entries = new ArrayList<>();
    for (Recent.Entry each : found) {
      entry(each).ifPresent(entries::add);
    }
    return entries;
  }

  /// Whether an archived entry has that id.
  boolean contains(long id) throws SQLException {
    if (id >= firstRecent) {
      return recent.stream().anyMatch(entry -> entry.id() == id && entry.has(Flags.ARCHIVED));
    }
    return sql.number(
            "SELECT id FROM entry WHERE archive = ? AND id = ? AND (flags & 1) = 1", archive, id)
        .isPresent();
  }

  /// The first `limit` archived entries above one id and below another, in the query's direction.
  List<ArchiveEntry> select(ArchiveQuery query, long above, long below, int limit)
      throws SQLException {
    List<ArchiveEntry> found = new ArrayList<>();
    if (query.direction() == ArchiveQuery.Direction.FORWARD) {
      found.addAll(placed(query, above, below, limit));
      List<Recent.Entry> more = recent(query.filter(), above, below);
      found.addAll(entries(more.subList(0, Math.min(limit - found.size(), more.size()))));
    } else {
      List<Recent.Entry> last = recent(query.filter(), above, below).reversed();
      found.addAll(entries(last.subList(0, Math.min(limit, last.size()))));
      if (found.size() < limit) {
        found.addAll(placed(query, above, below, limit - found.size()));
      }
    }
    return found;
  }

  private List<ArchiveEntry> placed(ArchiveQuery query, long above, long below, long limit)
      throws SQLException {
    Condition condition = Condition.of(query, search, above, Math.min(below, firstRecent));
    return sql.list(
        placed(condition, query.direction()), ArchiveView::entry, condition.values(limit));
  }

  /// The text of a page; its last value is how many.
  static String placed(Condition condition, ArchiveQuery.Direction direction) {
    return "SELECT "
        + COLUMNS
        + condition.from()
        + STANZA
        + condition.text()
        + condition.order(direction)
        + " LIMIT ?";
  }

  /// The text of a number of entries.
  static String counted(Condition condition) {
    return "SELECT count(*)" + condition.from() + condition.text();
  }

  private List<Recent.Entry> recent(ArchiveFilter filter, long above, long below) {
    return recent.stream()
        .filter(entry -> entry.id() > above && entry.id() < below && Condition.meets(entry, filter))
        .toList();
  }

  /// How many archived entries are meant above one id and below another.
  long count(ArchiveQuery query, long above, long below) throws SQLException {
    Condition condition = Condition.of(query, search, above, Math.min(below, firstRecent));
    return sql.number(counted(condition), condition.values()).orElse(0)
        + recent(query.filter(), above, below).size();
  }

  Optional<ArchiveMetadata> metadata() throws SQLException {
    List<Recent.Entry> archived =
        recent.stream().filter(entry -> entry.has(Flags.ARCHIVED)).toList();
    Optional<End> first = end("");
    if (first.isEmpty() && !archived.isEmpty()) {
      first = Optional.of(End.of(archived.getFirst()));
    }
    Optional<End> last =
        archived.isEmpty() ? end(" DESC") : Optional.of(End.of(archived.getLast()));
    return first.isEmpty() || last.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new ArchiveMetadata(
                first.get().id(), first.get().stamp(), last.get().id(), last.get().stamp()));
  }

  private record End(long id, long stamp) {
    static End of(Recent.Entry entry) {
      return new End(entry.id(), entry.stampMillis());
    }
  }

  private Optional<End> end(String order) throws SQLException {
    return sql.first(
        "SELECT id, stamp FROM entry WHERE archive = ? AND id < ? AND (flags & 1) = 1 ORDER BY id"
            + order
            + " LIMIT 1",
        row -> new End(row.getLong(1), row.getLong(2)),
        archive,
        firstRecent);
  }

  /// What waits to be delivered above an id and above the stored cursor.
  List<ArchiveEntry> offline(long afterId, int max) throws SQLException {
    long after = Math.max(afterId, cursor());
    List<ArchiveEntry> found =
        sql.list(
            "SELECT "
                + COLUMNS
                + JOINED
                + " WHERE e.archive = ? AND e.id > ? AND e.id < ? AND (e.flags & 6) = 2"
                + " ORDER BY e.id LIMIT ?",
            ArchiveView::entry,
            archive,
            after,
            firstRecent,
            max);
    List<Recent.Entry> more = recentOffline(after);
    found.addAll(entries(more.subList(0, Math.min(max - found.size(), more.size()))));
    return found;
  }

  int countOffline(long afterId, int atMost) throws SQLException {
    long after = Math.max(afterId, cursor());
    long placed =
        sql.number(
                "SELECT count(*) FROM (SELECT id FROM entry WHERE archive = ? AND id > ?"
                    + " AND id < ? AND (flags & 6) = 2 LIMIT ?) waiting",
                archive,
                after,
                firstRecent,
                atMost)
            .orElse(0);
    return (int) Math.min(atMost, placed + recentOffline(after).size());
  }

  private List<Recent.Entry> recentOffline(long after) {
    return recent.stream()
        .filter(
            entry -> entry.id() > after && entry.has(Flags.OFFLINE) && !entry.has(Flags.OUTGOING))
        .toList();
  }

  private long cursor() throws SQLException {
    return sql.number("SELECT offline FROM archive_cursor WHERE archive = ?", archive).orElse(0);
  }

  /// The last outgoing ones, youngest first, among the last `depth` entries.
  List<SentEntry> recentOutgoing(int depth, int max) throws SQLException {
    List<SentEntry> found = new ArrayList<>();
    List<Recent.Entry> last = youngest(depth);
    for (Recent.Entry entry : last) {
      if (entry.has(Flags.OUTGOING)) {
        found.add(new SentEntry(entry.id(), entry.stampMillis(), entry.with(), entry.origin()));
      }
    }
    if (found.size() < max && last.size() < depth) {
      found.addAll(
          sql.list(
              "SELECT id, stamp, bare, resource, origin FROM (SELECT id, stamp, bare, resource,"
                  + " origin, flags FROM entry WHERE archive = ? AND id < ? ORDER BY id DESC"
                  + " LIMIT ?) recent WHERE (flags & 4) = 4 ORDER BY id DESC LIMIT ?",
              row ->
                  new SentEntry(
                      row.getLong(1),
                      row.getLong(2),
                      with(row.getString(3), row.getString(4)),
                      row.getString(5)),
              archive,
              firstRecent,
              depth - last.size(),
              max));
    }
    return found.subList(0, Math.min(max, found.size()));
  }

  private List<Recent.Entry> youngest(int depth) {
    return recent.subList(Math.max(0, recent.size() - depth), recent.size()).reversed();
  }

  /// The youngest archived one with that origin id among the last `depth` entries.
  Optional<ArchiveEntry> byOriginId(String originId, int depth) throws SQLException {
    List<Recent.Entry> last = youngest(depth);
    for (Recent.Entry entry : last) {
      if (entry.has(Flags.ARCHIVED) && entry.origin().equals(originId)) {
        return entry(entry);
      }
    }
    OptionalLong id =
        sql.number(
            "SELECT max(id) FROM (SELECT id, origin, flags FROM entry WHERE archive = ? AND id < ?"
                + " ORDER BY id DESC LIMIT ?) recent WHERE origin = ? AND (flags & 1) = 1",
            archive,
            firstRecent,
            depth - last.size(),
            originId);
    return id.isEmpty()
        ? Optional.empty()
        : sql.first(
            "SELECT " + COLUMNS + JOINED + " WHERE e.archive = ? AND e.id = ?",
            ArchiveView::entry,
            archive,
            id.getAsLong());
  }
}
