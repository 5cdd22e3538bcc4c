package im.viavai.store.sql;

import im.viavai.xmpp.Jid;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The table `contact_block` of SQLite: in which blocks of ids an archive has entries with
/// somebody, so that a page of a rare contact is found without looking at the whole archive.
///
/// A row is written when somebody comes up in a block for the first time. What was noted last is
/// remembered, so that an entry with somebody of late costs a look into memory and no statement.
/// Writer's thread only.
final class ContactBlocks {
  /// Ids of a block: 1024.
  static final int BITS = 10;

  /// Contacts remembered, over all archives.
  private static final int REMEMBERED = 50_000;

  private static final String INSERT =
      "INSERT OR IGNORE INTO contact_block (archive, who, block) VALUES (?, ?, ?)";

  private record Contact(long archive, Jid who) {}

  private final Map<Contact, Long> noted =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Contact, Long> eldest) {
          return size() > REMEMBERED;
        }
      };

  /// Notes the entries of one archive, within the transaction that places them.
  void note(Sql sql, long archive, List<Recent.Entry> placed) throws SQLException {
    PreparedStatement insert = sql.prepare(INSERT);
    insert.clearBatch();
    boolean any = false;
    for (Recent.Entry entry : placed) {
      Jid with = entry.with();
      any |= add(insert, archive, with, entry.id());
      if (with.isFull()) {
        any |= add(insert, archive, with.bare(), entry.id());
      }
    }
    if (any) {
      insert.executeBatch();
    }
  }

  private boolean add(PreparedStatement insert, long archive, Jid who, long id)
      throws SQLException {
    long block = id >> BITS;
    Long before = noted.put(new Contact(archive, who), block);
    if (before != null && before == block) {
      return false;
    }
    insert.setLong(1, archive);
    insert.setString(2, who.toString());
    insert.setLong(3, block);
    insert.addBatch();
    return true;
  }

  /// What was noted since the last commit may not be in the table.
  void rolledBack() {
    noted.clear();
  }

  /// Forgets the blocks below the first entry that is left. Where none is left that of the highest
  /// id stays, because the next entries may belong to it and it may be remembered as noted.
  static int forget(Sql sql, long archive) throws SQLException {
    return sql.update(
        "DELETE FROM contact_block WHERE archive = ? AND block < coalesce("
            + "(SELECT min(id) >> 10 FROM entry WHERE archive = ?),"
            + " (SELECT highest >> 10 FROM archive_cursor WHERE archive = ?),"
            + " 9223372036854775807)",
        archive,
        archive,
        archive);
  }
}
