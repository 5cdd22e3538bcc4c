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
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/// Archives in the tables `entry`, `stanza` and `archive_cursor`.
final class SqlArchive implements ArchiveStore {
  /// How many entries are looked at for each one asked for in [#recentOutgoing].
  private static final int RECENT_FACTOR = 4;

  private final Writer writer;
  private final Readers readers;
  private final Placing placing;
  private final ContactSearch search;
  private final Recent recent;
  private final ArchiveSlices slices;
  private final Purger purger;

  SqlArchive(
      Writer writer,
      Readers readers,
      Placing placing,
      ContactSearch search,
      Recent recent,
      ArchiveSlices slices,
      Purger purger) {
    this.writer = writer;
    this.readers = readers;
    this.placing = placing;
    this.search = search;
    this.recent = recent;
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

  /// Something to ask about one archive.
  private interface Question<T> {
    T ask(ArchiveView view) throws SQLException;
  }

  private <T> T ask(String what, long archive, Question<T> question) {
    // Before the reader looks at the database, see Recent.
    List<Recent.Entry> entries = recent.of(archive);
    return readers.read(what, sql -> question.ask(new ArchiveView(sql, archive, search, entries)));
  }

  @Override
  public ArchiveResult page(ArchiveQuery query) {
    return ask(
        "read a page of an archive", query.archive(), view -> ArchivePages.page(view, query));
  }

  @Override
  public Optional<ArchiveMetadata> metadata(long archive) {
    return ask("read the ends of an archive", archive, ArchiveView::metadata);
  }

  @Override
  public List<ArchiveEntry> offline(long archive, long afterId, int max) {
    checkPage(max);
    long after = waitingCursor(archive, afterId);
    return ask("read what waits for an account", archive, view -> view.offline(after, max));
  }

  private static void checkPage(int max) {
    if (max < 1 || max > ArchiveQuery.MAX_PAGE) {
      throw new IllegalArgumentException("1 to " + ArchiveQuery.MAX_PAGE + " entries at once");
    }
  }

  @Override
  public int countOffline(long archive, long afterId, int atMost) {
    long after = waitingCursor(archive, afterId);
    return ask(
        "count what waits for an account", archive, view -> view.countOffline(after, atMost));
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
    return Math.max(stored, recent.lastId(archive));
  }

  @Override
  public List<SentEntry> recentOutgoing(long archive, int max) {
    checkPage(max);
    return ask(
        "read what was sent last", archive, view -> view.recentOutgoing(RECENT_FACTOR * max, max));
  }

  @Override
  public Optional<ArchiveEntry> findByOriginId(long archive, String originId, int depth) {
    return ask(
        "look for an entry by its origin id", archive, view -> view.byOriginId(originId, depth));
  }

  @Override
  public boolean replace(long archive, long id, byte[] stanza) {
    // What a waiting cursor has passed is gone already.
    if (writer.later().look(new CursorKey(archive)) instanceof Cursor cursor) {
      writer.write(
          "write a cursor",
          sql -> {
            cursor.apply(sql);
            return cursor;
          });
    }
    if (recent.of(archive).stream().anyMatch(entry -> entry.id() == id)) {
      slices.placeAll();
    }
    return writer.write("replace an entry", sql -> replacePlaced(sql, archive, id, stanza));
  }

  private boolean replacePlaced(Sql sql, long archive, long id, byte[] stanza) throws SQLException {
    OptionalLong old =
        sql.number("SELECT stanza FROM entry WHERE archive = ? AND id = ?", archive, id);
    if (old.isEmpty()) {
      return false;
    }
    long number = placing.nextStanza();
    sql.update(PlainPlacing.INSERT_STANZA, number, 1, stanza);
    sql.update(
        "UPDATE entry SET stanza = ?, flags = flags | 8 WHERE archive = ? AND id = ?",
        number,
        archive,
        id);
    Stanzas.release(sql, List.of(old.getAsLong()));
    return true;
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
