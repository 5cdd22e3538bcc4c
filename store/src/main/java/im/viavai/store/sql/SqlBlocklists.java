package im.viavai.store.sql;

import im.viavai.store.BlocklistStore;
import im.viavai.store.Stored;
import im.viavai.xmpp.Jid;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Blocked JIDs in the table `blocked`.
final class SqlBlocklists implements BlocklistStore {
  private final Writer writer;
  private final Readers readers;

  SqlBlocklists(Writer writer, Readers readers) {
    this.writer = writer;
    this.readers = readers;
  }

  @Override
  public Set<Jid> load(long account) {
    return readers.read(
        "load a blocklist",
        sql ->
            new HashSet<>(
                sql.list(
                    "SELECT jid FROM blocked WHERE account = ?",
                    row -> Jid.of(row.getString(1)),
                    account)));
  }

  @Override
  public Stored add(long account, Collection<Jid> blocked, int limit) {
    List<String> jids = blocked.stream().map(Jid::toString).distinct().toList();
    return writer.write(
        "block",
        sql -> {
          long there =
              sql.number("SELECT count(*) FROM blocked WHERE account = ?", account).orElse(0);
          List<String> added = new ArrayList<>();
          for (String jid : jids) {
            if (sql.number(
                    "SELECT account FROM blocked WHERE account = ? AND jid = ?", account, jid)
                .isEmpty()) {
              added.add(jid);
            }
          }
          if (there + added.size() > limit) {
            return Stored.OVER_LIMIT;
          }
          for (String jid : added) {
            sql.update("INSERT INTO blocked (account, jid) VALUES (?, ?)", account, jid);
          }
          return Stored.STORED;
        });
  }

  @Override
  public void remove(long account, Collection<Jid> unblocked) {
    List<String> jids = unblocked.stream().map(Jid::toString).toList();
    writer.writeFreeing(
        "unblock",
        sql -> {
          for (String jid : jids) {
            sql.update("DELETE FROM blocked WHERE account = ? AND jid = ?", account, jid);
          }
          return jids.size();
        });
  }

  @Override
  public void clear(long account) {
    writer.writeFreeing(
        "unblock all", sql -> sql.update("DELETE FROM blocked WHERE account = ?", account));
  }
}
