package im.viavai.store.sql;

import im.viavai.store.Append;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/// Appends to two tables that only grow at their end, and brings the entries to their archives
/// later, many at a time, in the order of the archives.
///
/// Every archive has its own place in the table `entry`, so a message that goes there at once
/// changes two pages that nobody else changes, and SQLite writes pages: measured, that is most of
/// the cost of a message. Waiting for thousands of them lets neighbours share a page. Until then
/// readers find them in [Recent], and after a crash that is filled from the table `unplaced`.
///
/// A round places what was committed when it began, a slice of archives in each transaction, and
/// notes in `placing_round` how far it is; an interrupted round goes on where it was.
final class LogPlacing implements Placing {
  /// How often entries are placed.
  ///
  /// @param placeAt entries that wait before a round begins
  /// @param slice entries placed in one transaction, but always whole archives
  record Pace(int placeAt, int slice) {
    static final Pace STANDARD = new Pace(8192, 512);
  }

  private static final String INSERT_UNPLACED =
      "INSERT INTO unplaced (stanza, stamp, places) VALUES (?, ?, ?)";

  /// @param upTo the last stanza it places
  /// @param archives in order
  /// @param next the first of them that is not done
  private record Round(long upTo, List<Long> archives, int next) {}

  private final Recent recent;
  private final Pace pace;
  private final Places places = new Places();
  private final ContactBlocks blocks = new ContactBlocks();
  private final List<Recent.Entry> staged = new ArrayList<>();
  private final Map<Long, Long> stagedLastIds = new HashMap<>();
  private long lastStanza;
  private long committedStanza;
  private int waiting;
  private boolean dirty;
  private @Nullable Round round;
  private @Nullable Round stagedRound;

  LogPlacing(Recent recent, Pace pace) {
    this.recent = recent;
    this.pace = pace;
  }

  @Override
  public void opened(Sql sql) throws SQLException {
    blocks.rolledBack();
    long upTo = sql.number("SELECT stanza FROM placing_round").orElse(0);
    long done = sql.number("SELECT archive FROM placing_round").orElse(Long.MAX_VALUE);
    List<List<Recent.Entry>> rows =
        sql.list(
            "SELECT stanza, stamp, places FROM unplaced ORDER BY stanza",
            row -> Places.read(row.getLong(1), row.getLong(2), row.getBytes(3)));
    for (List<Recent.Entry> entries : rows) {
      for (Recent.Entry entry : entries) {
        if (entry.stanza() > upTo || entry.archive() > done) {
          recent.add(entry);
        }
      }
    }
    if (done != Long.MAX_VALUE) {
      round = new Round(upTo, recent.archives().stream().filter(a -> a > done).toList(), 0);
    }
    // The last stanza may be gone while its row in `unplaced` is there: no number is given twice.
    lastStanza =
        Math.max(
            upTo,
            Math.max(
                sql.number("SELECT max(id) FROM stanza").orElse(0),
                sql.number("SELECT max(stanza) FROM unplaced").orElse(0)));
    committedStanza = lastStanza;
  }

  @Override
  public int add(Sql sql, Append append) throws SQLException {
    for (Append.Entry each : append.entries()) {
      long last = lastId(sql, each.archive());
      if (each.id() <= last) {
        throw new IllegalArgumentException(
            "archive " + each.archive() + " has id " + last + ", so not " + each.id() + " again");
      }
    }
    long stanza = ++lastStanza;
    places.clear();
    for (Append.Entry each : append.entries()) {
      places.add(each);
      stage(
          new Recent.Entry(
              each.archive(),
              each.id(),
              stanza,
              append.timestampMillis(),
              Flags.bits(each),
              each.with(),
              each.originId()));
    }
    insert(sql, stanza, append.entries().size(), append.timestampMillis(), append.stanza());
    return 2;
  }

  private void stage(Recent.Entry entry) {
    staged.add(entry);
    stagedLastIds.merge(entry.archive(), entry.id(), Math::max);
  }

  private long lastId(Sql sql, long archive) throws SQLException {
    Long known = stagedLastIds.get(archive);
    if (known != null) {
      return known;
    }
    long last = recent.lastId(archive);
    return last != 0 ? last : placedLastId(sql, archive);
  }

  private static long placedLastId(Sql sql, long archive) throws SQLException {
    return sql.number("SELECT max(id) FROM entry WHERE archive = ?", archive).orElse(0);
  }

  private void insert(Sql sql, long stanza, int refs, long stampMillis, byte[] body)
      throws SQLException {
    PreparedStatement insert = sql.prepare(PlainPlacing.INSERT_STANZA);
    PreparedStatement log = sql.prepare(INSERT_UNPLACED);
    if (dirty) {
      insert.clearBatch();
      log.clearBatch();
      dirty = false;
    }
    insert.setLong(1, stanza);
    insert.setLong(2, refs);
    insert.setBytes(3, body);
    insert.addBatch();
    log.setLong(1, stanza);
    log.setLong(2, stampMillis);
    log.setBytes(3, places.toBytes());
    log.addBatch();
    waiting++;
  }

  @Override
  public void flush(Sql sql) throws SQLException {
    if (waiting == 0) {
      return;
    }
    waiting = 0;
    dirty = true;
    sql.prepare(PlainPlacing.INSERT_STANZA).executeBatch();
    sql.prepare(INSERT_UNPLACED).executeBatch();
    dirty = false;
  }

  @Override
  public long nextStanza() {
    return ++lastStanza;
  }

  private static long cursor(Sql sql, long archive) throws SQLException {
    return sql.number("SELECT offline FROM archive_cursor WHERE archive = ?", archive).orElse(0);
  }

  @Override
  public boolean due() {
    return round != null || recent.size() >= pace.placeAt();
  }

  @Override
  public boolean place(Sql sql) throws SQLException {
    if (stagedRound != null) {
      // Another slice is in this transaction.
      return true;
    }
    flush(sql);
    Round now = round;
    if (now == null) {
      if (recent.size() == 0) {
        return false;
      }
      now = new Round(committedStanza, recent.archives(), 0);
    }
    sql.prepare(PlainPlacing.INSERT_ENTRY).clearBatch();
    List<Long> released = new ArrayList<>();
    int next = now.next();
    int placed = 0;
    while (next < now.archives().size() && placed < pace.slice()) {
      placed += place(sql, now.archives().get(next), now.upTo(), released);
      next++;
    }
    sql.prepare(PlainPlacing.INSERT_ENTRY).executeBatch();
    Stanzas.release(sql, released);
    boolean last = next == now.archives().size();
    if (last) {
      sql.update("DELETE FROM unplaced WHERE stanza <= ?", now.upTo());
    }
    sql.update(
        "UPDATE placing_round SET stanza = ?, archive = ?",
        now.upTo(),
        last ? Long.MAX_VALUE : now.archives().get(next - 1));
    stagedRound = new Round(now.upTo(), now.archives(), next);
    return !last;
  }

  private int place(Sql sql, long archive, long upTo, List<Long> released) throws SQLException {
    OptionalLong cursor = OptionalLong.empty();
    int placed = 0;
    List<Recent.Entry> inserted = new ArrayList<>();
    for (Recent.Entry entry : recent.of(archive)) {
      if (entry.stanza() > upTo) {
        break;
      }
      placed++;
      if (!entry.has(Flags.ARCHIVED) && cursor.isEmpty()) {
        cursor = OptionalLong.of(cursor(sql, archive));
      }
      if (entry.vanished(cursor.orElse(0))) {
        released.add(entry.stanza());
      } else {
        insertEntry(sql, entry);
        inserted.add(entry);
      }
    }
    blocks.note(sql, archive, inserted);
    return placed;
  }

  private static void insertEntry(Sql sql, Recent.Entry entry) throws SQLException {
    PreparedStatement insert = sql.prepare(PlainPlacing.INSERT_ENTRY);
    insert.setLong(1, entry.archive());
    insert.setLong(2, entry.id());
    insert.setLong(3, entry.stanza());
    insert.setLong(4, entry.stampMillis());
    insert.setLong(5, entry.flags());
    insert.setString(6, entry.with().bare().toString());
    insert.setString(7, entry.with().resourcepart());
    insert.setString(8, entry.origin());
    insert.addBatch();
  }

  @Override
  public void committed() {
    staged.forEach(recent::add);
    staged.clear();
    stagedLastIds.clear();
    committedStanza = lastStanza;
    if (stagedRound != null) {
      int from = round == null ? 0 : round.next();
      for (long archive : stagedRound.archives().subList(from, stagedRound.next())) {
        recent.placed(archive, stagedRound.upTo());
      }
      round = stagedRound.next() == stagedRound.archives().size() ? null : stagedRound;
      stagedRound = null;
    }
  }

  // The lowest bit tells whether there is a slice, the others count entries.
  @Override
  public int mark() {
    return 2 * staged.size() + (stagedRound == null ? 0 : 1);
  }

  @Override
  public void rolledBack(int mark) {
    staged.subList(mark / 2, staged.size()).clear();
    stagedLastIds.clear();
    staged.forEach(entry -> stagedLastIds.merge(entry.archive(), entry.id(), Math::max));
    if (mark % 2 == 0) {
      stagedRound = null;
      blocks.rolledBack();
    }
    waiting = 0;
    dirty = true;
  }
}
