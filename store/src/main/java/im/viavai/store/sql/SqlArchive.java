package im.viavai.store.sql;

import im.viavai.store.Append;
import im.viavai.store.ArchiveEntry;
import im.viavai.store.ArchiveMetadata;
import im.viavai.store.ArchiveQuery;
import im.viavai.store.ArchiveResult;
import im.viavai.store.ArchiveStore;
import im.viavai.store.PurgeReport;
import im.viavai.store.Retention;
import im.viavai.store.SentEntry;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/// Archives in the tables `entry`, `stanza` and `archive_cursor`.
final class SqlArchive implements ArchiveStore {
  /// How many entries are looked at for each one asked for in [#recentOutgoing].
  private static final long RECENT_FACTOR = 4;

  private static final String CURSOR =
      "coalesce((SELECT offline FROM archive_cursor WHERE archive = ?), 0)";

  private final Writer writer;
  private final Readers readers;
  private final Placing placing;
  private final ArchiveSlices slices;
  private final Purger purger;

  SqlArchive(Writer writer, Readers readers, Placing placing, ArchiveSlices slices, Purger purger) {
    this.writer = writer;
    this.readers = readers;
    this.placing = placing;
    this.slices = slices;
    this.purger = purger;
  }

  @Override
  public Offer append(Append append) {
    return writer.offer(append);
  }

  @Override
  public boolean hasRoom() {
    return writer.hasRoom();
  }

  @Override
  public void whenRoom(Runnable task) {
    writer.whenRoom(task);
  }

  @Override
  public ArchiveResult page(ArchiveQuery query) {
    return readers.read("read a page of an archive", sql -> ArchivePages.page(sql, query));
  }

  @Override
  public Optional<ArchiveMetadata> metadata(long archive) {
    return readers.read(
        "read the ends of an archive",
        sql -> {
          String select =
              "SELECT id, stamp FROM entry WHERE archive = ? AND (flags & 1) = 1 ORDER BY id";
          Optional<End> first = sql.first(select + " LIMIT 1", SqlArchive::end, archive);
          Optional<End> last = sql.first(select + " DESC LIMIT 1", SqlArchive::end, archive);
          return first.isEmpty() || last.isEmpty()
              ? Optional.empty()
              : Optional.of(
                  new ArchiveMetadata(
                      first.get().id(), first.get().stamp(), last.get().id(), last.get().stamp()));
        });
  }

  private record End(long id, long stamp) {}

  private static End end(ResultSet row) throws SQLException {
    return new End(row.getLong(1), row.getLong(2));
  }

  @Override
  public List<ArchiveEntry> offline(long archive, long afterId, int max) {
    checkPage(max);
    long after = waitingCursor(archive, afterId);
    return readers.read(
        "read what waits for an account",
        sql ->
            sql.list(
                "SELECT "
                    + ArchivePages.COLUMNS
                    + ArchivePages.JOINED
                    + " WHERE e.archive = ? AND e.id > ? AND e.id > "
                    + CURSOR
                    + " AND (e.flags & 6) = 2 ORDER BY e.id LIMIT ?",
                ArchivePages::entry,
                archive,
                after,
                archive,
                max));
  }

  private static void checkPage(int max) {
    if (max < 1 || max > ArchiveQuery.MAX_PAGE) {
      throw new IllegalArgumentException("1 to " + ArchiveQuery.MAX_PAGE + " entries at once");
    }
  }

  @Override
  public int countOffline(long archive, long afterId, int atMost) {
    long after = waitingCursor(archive, afterId);
    return readers.read(
        "count what waits for an account",
        sql ->
            (int)
                sql.number(
                        "SELECT count(*) FROM (SELECT id FROM entry WHERE archive = ? AND id > ?"
                            + " AND id > "
                            + CURSOR
                            + " AND (flags & 6) = 2 LIMIT ?) waiting",
                        archive,
                        after,
                        archive,
                        atMost)
                    .orElse(0));
  }

  /// A cursor that waits for a commit.
  private record Cursor(long archive, long id) implements Later.Change {
    @Override
    public Later.Change after(Later.Change older) {
      return older instanceof Cursor cursor && cursor.id() > id ? cursor : this;
    }

    @Override
    public void apply(Sql sql) throws SQLException {
      sql.update(
          "INSERT INTO archive_cursor (archive, offline, highest) VALUES (?, ?, 0)"
              + " ON CONFLICT (archive) DO UPDATE SET offline = CASE"
              + " WHEN excluded.offline > archive_cursor.offline THEN excluded.offline"
              + " ELSE archive_cursor.offline END",
          archive,
          id);
      ArchiveSlices.deleteDelivered(sql, archive, id);
    }
  }

  private record CursorKey(long archive) {}

  @Override
  public void advance(long archive, long cursorId) {
    writer.later().put(new CursorKey(archive), new Cursor(archive, cursorId));
  }

  /// The cursor of an archive: the one that waits for a commit if it is beyond the stored one.
  long waitingCursor(long archive, long stored) {
    return writer.later().look(new CursorKey(archive)) instanceof Cursor cursor
        ? Math.max(cursor.id(), stored)
        : stored;
  }

  /// The highest id of an archive, of which the database knows `stored`.
  long lastId(long archive, long stored) {
    return stored;
  }

  @Override
  public List<SentEntry> recentOutgoing(long archive, int max) {
    checkPage(max);
    return readers.read(
        "read what was sent last",
        sql ->
            sql.list(
                "SELECT id, stamp, bare, resource, origin FROM (SELECT id, stamp, bare, resource,"
                    + " origin, flags FROM entry WHERE archive = ? ORDER BY id DESC LIMIT ?) recent"
                    + " WHERE (flags & 4) = 4 ORDER BY id DESC LIMIT ?",
                row ->
                    new SentEntry(
                        row.getLong(1),
                        row.getLong(2),
                        ArchivePages.with(row.getString(3), row.getString(4)),
                        row.getString(5)),
                archive,
                RECENT_FACTOR * max,
                max));
  }

  @Override
  public Optional<ArchiveEntry> findByOriginId(long archive, String originId, int depth) {
    return readers.read(
        "look for an entry by its origin id",
        sql -> {
          OptionalLong id =
              sql.number(
                  "SELECT max(id) FROM (SELECT id, origin, flags FROM entry WHERE archive = ?"
                      + " ORDER BY id DESC LIMIT ?) recent WHERE origin = ? AND (flags & 1) = 1",
                  archive,
                  depth,
                  originId);
          return id.isEmpty()
              ? Optional.empty()
              : sql.first(
                  "SELECT "
                      + ArchivePages.COLUMNS
                      + ArchivePages.JOINED
                      + " WHERE e.archive = ? AND e.id = ?",
                  ArchivePages::entry,
                  archive,
                  id.getAsLong());
        });
  }

  @Override
  public boolean replace(long archive, long id, byte[] stanza) {
    return writer.write(
        "replace an entry",
        sql -> {
          // What a waiting cursor has passed is gone already.
          if (writer.later().look(new CursorKey(archive)) instanceof Cursor cursor) {
            cursor.apply(sql);
          }
          return placing.replace(sql, archive, id, stanza);
        });
  }

  @Override
  public PurgeReport clear(long archive) {
    return slices.clear(archive);
  }

  @Override
  public PurgeReport purge(Retention retention) {
    return purger.purge(retention);
  }
}
