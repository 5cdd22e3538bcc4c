package im.viavai.store.sql;

import im.viavai.store.PurgeReport;
import im.viavai.store.sql.Slice.Candidate;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/// Deletes from archives in slices, each a transaction of the writer's background.
final class ArchiveSlices {
  private final Writer writer;
  private final Readers readers;
  private final Placing placing;
  private final ContactSearch search;

  ArchiveSlices(Writer writer, Readers readers, Placing placing, ContactSearch search) {
    this.writer = writer;
    this.readers = readers;
    this.placing = placing;
    this.search = search;
  }

  /// Brings everything that is committed to its archive: what follows works on the table only.
  void placeAll() {
    // A round that runs may have begun too early, the next one has not.
    for (int round = 0; round < 2; round++) {
      boolean more = true;
      while (more) {
        more = writer.writeSlice("place entries", placing::place);
      }
    }
  }

  /// Deletes all of an archive.
  PurgeReport clear(long archive) {
    placeAll();
    return delete(archive, _ -> true);
  }

  /// Deletes entries of the table from the oldest on, as long as a slice holds one to be deleted.
  /// So it is exact where times ascend with the ids, and misses none by more than a slice where a
  /// clock was set back.
  PurgeReport delete(long archive, Predicate<Candidate> old) {
    PurgeReport report = deleteOld(archive, old);
    if (report.entries() > 0) {
      writer.writeSlice("forget deleted entries", sql -> search.forget(sql, archive));
    }
    return report;
  }

  /// Forgets where the contacts of deleted entries were, in the writer's transaction.
  void forget(Sql sql, long archive) throws SQLException {
    search.forget(sql, archive);
  }

  private PurgeReport deleteOld(long archive, Predicate<Candidate> old) {
    PurgeReport report = new PurgeReport(1, 0, 0, 0);
    long after = 0;
    while (true) {
      long from = after;
      List<Candidate> looked =
          readers.read("look for old entries", sql -> candidates(sql, archive, from));
      if (looked.stream().noneMatch(old)) {
        return report;
      }
      Slice slice =
          writer.writeSlice("delete old entries", sql -> deleteSlice(sql, archive, from, old));
      report =
          new PurgeReport(
              1,
              report.entries() + slice.entries(),
              report.stanzas() + slice.stanzas(),
              report.slices() + 1);
      after = slice.lastId();
      if (slice.looked() < Slice.ROWS) {
        return report;
      }
    }
  }

  private static List<Candidate> candidates(Sql sql, long archive, long after) throws SQLException {
    return sql.list(
        "SELECT id, stanza, stamp, flags FROM entry WHERE archive = ? AND id > ?"
            + " ORDER BY id LIMIT ?",
        ArchiveSlices::candidate,
        archive,
        after,
        Slice.ROWS);
  }

  private static Candidate candidate(ResultSet row) throws SQLException {
    return new Candidate(row.getLong(1), row.getLong(2), row.getLong(3), row.getLong(4));
  }

  private static Slice deleteSlice(Sql sql, long archive, long after, Predicate<Candidate> old)
      throws SQLException {
    List<Candidate> looked = candidates(sql, archive, after);
    List<Candidate> gone = looked.stream().filter(old).toList();
    if (!gone.isEmpty()) {
      keepHighest(sql, archive);
    }
    return Slice.of(looked, gone.size(), deleteEntries(sql, archive, gone));
  }

  /// Ids that were given stay given, also when their entries are gone.
  private static void keepHighest(Sql sql, long archive) throws SQLException {
    sql.update(
        "INSERT INTO archive_cursor (archive, offline, highest)"
            + " VALUES (?, 0, (SELECT coalesce(max(id), 0) FROM entry WHERE archive = ?))"
            + " ON CONFLICT (archive) DO UPDATE SET highest = CASE"
            + " WHEN excluded.highest > archive_cursor.highest THEN excluded.highest"
            + " ELSE archive_cursor.highest END",
        archive,
        archive);
  }

  private static int deleteEntries(Sql sql, long archive, List<Candidate> gone)
      throws SQLException {
    List<Long> stanzas = new ArrayList<>();
    for (Candidate each : gone) {
      sql.update("DELETE FROM entry WHERE archive = ? AND id = ?", archive, each.id());
      stanzas.add(each.stanza());
    }
    return Stanzas.release(sql, stanzas);
  }

  /// Deletes entries that were only there to be delivered, up to an id, in the writer's
  /// transaction.
  static void deleteDelivered(Sql sql, long archive, long upTo) throws SQLException {
    List<Candidate> gone =
        sql.list(
            "SELECT id, stanza, stamp, flags FROM entry WHERE archive = ? AND id <= ?"
                + " AND (flags & 3) = 2",
            ArchiveSlices::candidate,
            archive,
            upTo);
    deleteEntries(sql, archive, gone);
  }
}
