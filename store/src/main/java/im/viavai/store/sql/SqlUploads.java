package im.viavai.store.sql;

import im.viavai.store.UploadRecord;
import im.viavai.store.UploadRecord.State;
import im.viavai.store.UploadStore;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/// Uploads in the table `upload`.
final class SqlUploads implements UploadStore {
  private static final String SELECT =
      "SELECT id, account, bucket, name, type, bytes, created, slot_ends, expires, state"
          + " FROM upload WHERE ";

  /// What counts for a quota: files and what may become one.
  private static final String COUNTS =
      "account = ? AND bucket = ? AND expires > ?"
          + " AND (state IN (1, 2) OR (state = 0 AND slot_ends > ?))";

  private final Writer writer;
  private final Readers readers;

  SqlUploads(Writer writer, Readers readers) {
    this.writer = writer;
    this.readers = readers;
  }

  private static UploadRecord record(ResultSet row) throws SQLException {
    return new UploadRecord(
        row.getString(1),
        row.getLong(2),
        row.getString(3),
        row.getString(4),
        row.getString(5),
        row.getLong(6),
        row.getLong(7),
        row.getLong(8),
        row.getLong(9),
        state(row.getInt(10)));
  }

  private static State state(int number) {
    return switch (number) {
      case 0 -> State.SLOT;
      case 1 -> State.COMING;
      case 2 -> State.STORED;
      default -> State.SPENT;
    };
  }

  @Override
  public Reservation reserve(UploadRecord slot, Allowance allowance) {
    return writer.write("keep an upload slot", sql -> reserve(sql, slot, allowance));
  }

  private static Reservation reserve(Sql sql, UploadRecord slot, Allowance allowance)
      throws SQLException {
    long given =
        sql.number(
                "SELECT count(*) FROM upload WHERE account = ? AND created > ?",
                slot.account(),
                allowance.sinceMillis())
            .orElse(0);
    if (given >= allowance.slots()) {
      return new Reservation.TooMany(oldest(sql, slot.account(), allowance));
    }
    long room = allowance.quotaBytes() - slot.bytes();
    long used = used(sql, slot.account(), slot.bucket(), slot.createdMillis());
    if (used > room) {
      return new Reservation.OverQuota(
          room < 0 ? OptionalLong.empty() : roomMillis(sql, slot, used - room));
    }
    sql.update(
        "INSERT INTO upload (id, account, bucket, name, type, bytes, created, slot_ends, expires,"
            + " state) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 0)",
        slot.id(),
        slot.account(),
        slot.bucket(),
        slot.name(),
        slot.type(),
        slot.bytes(),
        slot.createdMillis(),
        slot.slotEndsMillis(),
        slot.expiresMillis());
    return new Reservation.Reserved();
  }

  /// The one that must be forgotten before the next is given.
  private static long oldest(Sql sql, long account, Allowance allowance) throws SQLException {
    return sql.number(
            "SELECT created FROM upload WHERE account = ? AND created > ?"
                + " ORDER BY created DESC LIMIT 1 OFFSET ?",
            account,
            allowance.sinceMillis(),
            Math.max(0, allowance.slots() - 1))
        .orElse(allowance.sinceMillis());
  }

  private static long used(Sql sql, long account, String bucket, long nowMillis)
      throws SQLException {
    return sql.number(
            "SELECT coalesce(sum(bytes), 0) FROM upload WHERE " + COUNTS,
            account,
            bucket,
            nowMillis,
            nowMillis)
        .orElse(0);
  }

  private static OptionalLong roomMillis(Sql sql, UploadRecord slot, long missing)
      throws SQLException {
    long now = slot.createdMillis();
    record Going(long bytes, long millis) {}
    List<Going> all =
        sql.list(
            "SELECT bytes, CASE WHEN state = 0 THEN slot_ends ELSE expires END AS goes FROM upload"
                + " WHERE "
                + COUNTS
                + " ORDER BY goes",
            row -> new Going(row.getLong(1), row.getLong(2)),
            slot.account(),
            slot.bucket(),
            now,
            now);
    long left = missing;
    for (Going one : all) {
      left -= one.bytes();
      if (left <= 0) {
        return one.millis() == Long.MAX_VALUE
            ? OptionalLong.empty()
            : OptionalLong.of(one.millis());
      }
    }
    return OptionalLong.empty();
  }

  @Override
  public Optional<UploadRecord> find(String id) {
    return readers.read(
        "find an upload", sql -> sql.first(SELECT + "id = ?", SqlUploads::record, id));
  }

  @Override
  public boolean begin(String id, String type) {
    return writer.write(
        "begin an upload",
        sql ->
            sql.update(
                    "UPDATE upload SET state = 1, type = CASE WHEN type = '' THEN ? ELSE type END"
                        + " WHERE id = ? AND state = 0",
                    type,
                    id)
                == 1);
  }

  @Override
  public boolean complete(String id, long nowMillis) {
    return writer.write(
        "keep an upload",
        sql ->
            sql.update(
                    "UPDATE upload SET state = 2 WHERE id = ? AND state = 1 AND expires > ?",
                    id,
                    nowMillis)
                == 1);
  }

  @Override
  public void fail(String id) {
    writer.writeFreeing(
        "end an upload",
        sql -> sql.update("UPDATE upload SET state = 3 WHERE id = ? AND state < 2", id));
  }

  @Override
  public long bytes(long account, String bucket, long nowMillis) {
    return readers.read(
        "count the uploads of an account", sql -> used(sql, account, bucket, nowMillis));
  }

  @Override
  public List<UploadRecord> expired(long nowMillis, long comingBeforeMillis, int limit) {
    return readers.read(
        "list expired uploads",
        sql ->
            sql.list(
                SELECT
                    + "((state IN (1, 2) AND expires <= ?) OR (state = 1 AND created < ?))"
                    + " ORDER BY expires LIMIT ?",
                SqlUploads::record,
                nowMillis,
                comingBeforeMillis,
                limit));
  }

  @Override
  public int deleteEnded(long beforeMillis, int limit) {
    return writer.writeSlice(
        "delete ended slots",
        sql ->
            sql.update(
                "DELETE FROM upload WHERE id IN (SELECT id FROM upload WHERE state IN (0, 3)"
                    + " AND slot_ends < ? LIMIT ?)",
                beforeMillis,
                limit));
  }

  @Override
  public void delete(String id) {
    writer.writeSlice("delete an upload", sql -> sql.update("DELETE FROM upload WHERE id = ?", id));
  }
}
