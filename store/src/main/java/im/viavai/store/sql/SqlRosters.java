package im.viavai.store.sql;

import im.viavai.store.RosterChanges;
import im.viavai.store.RosterItemRecord;
import im.viavai.store.RosterItemRecord.Subscription;
import im.viavai.store.RosterRecord;
import im.viavai.store.RosterStore;
import im.viavai.store.Stored;
import im.viavai.store.SubscriptionRequest;
import im.viavai.xmpp.Jid;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.List;

/// Rosters in the tables `roster_item` and `roster_removal`; their version is in `account`.
final class SqlRosters implements RosterStore {
  private static final long ASK = 4;
  private static final long APPROVED = 8;

  // Their places are stored in the lowest two bits of `subscription`.
  private static final List<Subscription> SUBSCRIPTIONS =
      List.of(Subscription.NONE, Subscription.TO, Subscription.FROM, Subscription.BOTH);

  private static final String SELECT =
      "SELECT jid, name, groups, subscription, version FROM roster_item WHERE account = ?";

  private final Writer writer;
  private final Readers readers;
  private final InstantSource clock;

  SqlRosters(Writer writer, Readers readers, InstantSource clock) {
    this.writer = writer;
    this.readers = readers;
    this.clock = clock;
  }

  @Override
  public RosterRecord load(long account) {
    return readers.read(
        "load a roster",
        sql -> {
          // The version first: an item that changes in between is sent once more, not missed.
          long version = version(sql, account);
          return new RosterRecord(version, sql.list(SELECT, SqlRosters::item, account));
        });
  }

  private static long version(Sql sql, long account) throws SQLException {
    return sql.number("SELECT roster_version FROM account WHERE key = ?", account).orElse(0);
  }

  private static RosterItemRecord item(ResultSet row) throws SQLException {
    long bits = row.getLong(4);
    return new RosterItemRecord(
        Jid.of(row.getString(1)),
        row.getString(2),
        Lines.read(row.getString(3)),
        SUBSCRIPTIONS.get((int) (bits & 3)),
        (bits & ASK) != 0,
        (bits & APPROVED) != 0,
        row.getLong(5));
  }

  @Override
  public long put(long account, RosterItemRecord item) {
    return writer.write(
        "change a roster item",
        sql -> {
          long version = nextVersion(sql, account);
          sql.update(
              "DELETE FROM roster_removal WHERE account = ? AND jid = ?",
              account,
              item.jid().toString());
          sql.update(
              "INSERT INTO roster_item (account, jid, name, groups, subscription, version)"
                  + " VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (account, jid) DO UPDATE SET"
                  + " name = excluded.name, groups = excluded.groups,"
                  + " subscription = excluded.subscription, version = excluded.version",
              account,
              item.jid().toString(),
              item.name(),
              Lines.write(item.groups()),
              bits(item),
              version);
          return version;
        });
  }

  private static long bits(RosterItemRecord item) {
    return SUBSCRIPTIONS.indexOf(item.subscription())
        | (item.ask() ? ASK : 0)
        | (item.approved() ? APPROVED : 0);
  }

  private static long nextVersion(Sql sql, long account) throws SQLException {
    if (sql.update("UPDATE account SET roster_version = roster_version + 1 WHERE key = ?", account)
        == 0) {
      throw new IllegalArgumentException("no account has the key " + account);
    }
    return version(sql, account);
  }

  @Override
  public long remove(long account, Jid contact) {
    return writer.write(
        "remove a roster item",
        sql -> {
          if (sql.update(
                  "DELETE FROM roster_item WHERE account = ? AND jid = ?",
                  account,
                  contact.toString())
              == 0) {
            return version(sql, account);
          }
          long version = nextVersion(sql, account);
          sql.update(
              "INSERT INTO roster_removal (account, version, jid) VALUES (?, ?, ?)",
              account,
              version,
              contact.toString());
          forgetRemovals(sql, account);
          return version;
        });
  }

  /// Keeps the youngest removals only; versions before the youngest forgotten one are unknown then.
  private static void forgetRemovals(Sql sql, long account) throws SQLException {
    var floor =
        sql.number(
            "SELECT version FROM roster_removal WHERE account = ?"
                + " ORDER BY version DESC LIMIT 1 OFFSET ?",
            account,
            REMOVALS_KEPT);
    if (floor.isPresent()) {
      sql.update("UPDATE account SET roster_floor = ? WHERE key = ?", floor.getAsLong(), account);
      sql.update(
          "DELETE FROM roster_removal WHERE account = ? AND version <= ?",
          account,
          floor.getAsLong());
    }
  }

  @Override
  public RosterChanges since(long account, long version) {
    return readers.read(
        "load the changes of a roster",
        sql -> {
          long now = version(sql, account);
          long floor =
              sql.number("SELECT roster_floor FROM account WHERE key = ?", account).orElse(0);
          if (version < floor || version > now) {
            return new RosterChanges.Unknown();
          }
          List<Jid> removed =
              sql.list(
                  "SELECT jid FROM roster_removal WHERE account = ? AND version > ?"
                      + " ORDER BY version",
                  row -> Jid.of(row.getString(1)),
                  account,
                  version);
          List<RosterItemRecord> changed =
              sql.list(
                  SELECT + " AND version > ? ORDER BY version", SqlRosters::item, account, version);
          return new RosterChanges.Known(now, changed, removed);
        });
  }

  @Override
  public Stored putRequest(long account, Jid from, byte[] presence, int limit) {
    String jid = from.toString();
    return writer.write(
        "keep a subscription request",
        sql -> {
          boolean again =
              sql.update(
                      "UPDATE subscription_request SET presence = ? WHERE account = ? AND jid = ?",
                      presence,
                      account,
                      jid)
                  == 1;
          if (again) {
            return Stored.STORED;
          }
          if (sql.number("SELECT count(*) FROM subscription_request WHERE account = ?", account)
                  .orElse(0)
              >= limit) {
            return Stored.OVER_LIMIT;
          }
          sql.update(
              "INSERT INTO subscription_request (account, jid, arrived, presence)"
                  + " VALUES (?, ?, ?, ?)",
              account,
              jid,
              clock.millis(),
              presence);
          return Stored.STORED;
        });
  }

  @Override
  public void removeRequest(long account, Jid from) {
    writer.writeFreeing(
        "forget a subscription request",
        sql ->
            sql.update(
                "DELETE FROM subscription_request WHERE account = ? AND jid = ?",
                account,
                from.toString()));
  }

  @Override
  public List<SubscriptionRequest> requests(long account) {
    return readers.read(
        "load subscription requests",
        sql ->
            sql.list(
                "SELECT jid, presence FROM subscription_request WHERE account = ?"
                    + " ORDER BY arrived, jid",
                row -> new SubscriptionRequest(Jid.of(row.getString(1)), row.getBytes(2)),
                account));
  }
}
