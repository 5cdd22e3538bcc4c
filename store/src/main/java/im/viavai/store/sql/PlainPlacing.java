package im.viavai.store.sql;

import im.viavai.store.Append;
import im.viavai.xmpp.Jid;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.OptionalLong;

/// Inserts the stanza and its entries at once, in two batches.
final class PlainPlacing implements Placing {
  static final String INSERT_STANZA = "INSERT INTO stanza (id, refs, body) VALUES (?, ?, ?)";
  static final String INSERT_ENTRY =
      "INSERT INTO entry (archive, id, stanza, stamp, flags, bare, resource, origin)"
          + " VALUES (?, ?, ?, ?, ?, ?, ?, ?)";

  private long lastStanza;
  private long committedStanza;
  private int waiting;

  @Override
  public void opened(Sql sql) throws SQLException {
    committedStanza = sql.number("SELECT max(id) FROM stanza").orElse(0);
    rolledBack();
  }

  @Override
  public int add(Sql sql, Append append) throws SQLException {
    PreparedStatement stanza = sql.prepare(INSERT_STANZA);
    long id = ++lastStanza;
    stanza.setLong(1, id);
    stanza.setLong(2, append.entries().size());
    stanza.setBytes(3, append.stanza());
    stanza.addBatch();
    PreparedStatement entry = sql.prepare(INSERT_ENTRY);
    for (Append.Entry each : append.entries()) {
      Jid with = each.with();
      entry.setLong(1, each.archive());
      entry.setLong(2, each.id());
      entry.setLong(3, id);
      entry.setLong(4, append.timestampMillis());
      entry.setLong(5, Flags.bits(each));
      entry.setString(6, with.bare().toString());
      entry.setString(7, with.resourcepart());
      entry.setString(8, each.originId());
      entry.addBatch();
    }
    waiting++;
    return 1 + append.entries().size();
  }

  @Override
  public void flush(Sql sql) throws SQLException {
    if (waiting == 0) {
      return;
    }
    waiting = 0;
    PreparedStatement stanza = sql.prepare(INSERT_STANZA);
    PreparedStatement entry = sql.prepare(INSERT_ENTRY);
    try {
      stanza.executeBatch();
      entry.executeBatch();
    } finally {
      stanza.clearBatch();
      entry.clearBatch();
    }
  }

  @Override
  public boolean replace(Sql sql, long archive, long id, byte[] stanza) throws SQLException {
    flush(sql);
    OptionalLong old =
        sql.number("SELECT stanza FROM entry WHERE archive = ? AND id = ?", archive, id);
    if (old.isEmpty()) {
      return false;
    }
    long number = ++lastStanza;
    sql.update(INSERT_STANZA, number, 1, stanza);
    sql.update(
        "UPDATE entry SET stanza = ?, flags = flags | 8 WHERE archive = ? AND id = ?",
        number,
        archive,
        id);
    Stanzas.release(sql, List.of(old.getAsLong()));
    return true;
  }

  @Override
  public void committed() {
    committedStanza = lastStanza;
  }

  @Override
  public void rolledBack() {
    // After a savepoint numbers of the good ones before must not be given again, so none is.
    waiting = 0;
    lastStanza = Math.max(lastStanza, committedStanza);
  }
}
