package im.viavai.store.sql;

import im.viavai.store.Append;
import im.viavai.xmpp.Jid;
import java.sql.PreparedStatement;
import java.sql.SQLException;

/// Inserts the stanza and its entries at once, in two batches.
final class PlainPlacing implements Placing {
  static final String INSERT_STANZA = "INSERT INTO stanza (id, refs, body) VALUES (?, ?, ?)";
  static final String INSERT_ENTRY =
      "INSERT INTO entry (archive, id, stanza, stamp, flags, bare, resource, origin)"
          + " VALUES (?, ?, ?, ?, ?, ?, ?, ?)";

  private long lastStanza;
  private int waiting;
  private boolean dirty;

  @Override
  public void opened(Sql sql) throws SQLException {
    lastStanza = sql.number("SELECT max(id) FROM stanza").orElse(0);
  }

  @Override
  public int add(Sql sql, Append append) throws SQLException {
    PreparedStatement stanza = sql.prepare(INSERT_STANZA);
    PreparedStatement entry = sql.prepare(INSERT_ENTRY);
    if (dirty) {
      stanza.clearBatch();
      entry.clearBatch();
      dirty = false;
    }
    long id = ++lastStanza;
    stanza.setLong(1, id);
    stanza.setLong(2, append.entries().size());
    stanza.setBytes(3, append.stanza());
    stanza.addBatch();
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
    dirty = true;
    sql.prepare(INSERT_STANZA).executeBatch();
    sql.prepare(INSERT_ENTRY).executeBatch();
    dirty = false;
  }

  @Override
  public long nextStanza() {
    return ++lastStanza;
  }

  @Override
  public boolean due() {
    return false;
  }

  @Override
  public boolean place(Sql sql) {
    return false;
  }

  @Override
  public void committed() {
    // Nothing is kept but the last number, and that only goes up.
  }

  @Override
  public int mark() {
    return 0;
  }

  @Override
  public void rolledBack(int mark) {
    dirty = true;
    waiting = 0;
  }
}
