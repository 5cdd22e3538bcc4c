package im.viavai.store.sql;

import im.viavai.store.AccountRecord;
import im.viavai.store.AccountStore;
import im.viavai.store.ImportReport;
import im.viavai.store.NewAccount;
import im.viavai.store.ScramKeys;
import im.viavai.store.StoreUnavailable;
import im.viavai.xmpp.Jid;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/// Accounts in the table `account`.
final class SqlAccounts implements AccountStore {
  private static final int MAX_PAGE = 10_000;
  private static final int IMPORT_BATCH = 2000;

  private static final String SELECT =
      "SELECT a.localpart, a.domain, a.key, a.credentials, a.created, a.state,"
          + " a.archive_preferences, a.roster_version, c.highest, c.offline,"
          + " (SELECT max(id) FROM entry WHERE archive = a.key)"
          + " FROM account a LEFT JOIN archive_cursor c ON c.archive = a.key";
  private static final String NAMED = " WHERE domain = ? AND localpart = ?";

  /// Everything with a column `account`, deleted with the account.
  private static final List<String> OWNED =
      List.of(
          "administrator",
          "invitation",
          "recovery_code",
          "token",
          "roster_item",
          "roster_removal",
          "subscription_request",
          "detached_session",
          "ended_session",
          "private_element",
          "vcard",
          "blocked",
          "preference");

  private final Writer writer;
  private final Readers readers;
  private final SqlArchive archive;
  private final Purger purger;
  private final InstantSource clock;

  SqlAccounts(
      Writer writer, Readers readers, SqlArchive archive, Purger purger, InstantSource clock) {
    this.writer = writer;
    this.readers = readers;
    this.archive = archive;
    this.purger = purger;
    this.clock = clock;
  }

  @Override
  public Optional<AccountRecord> find(Jid bare) {
    return readers.read(
        "find the account " + bare,
        sql ->
            sql.first(
                SELECT + " WHERE a.domain = ? AND a.localpart = ?",
                this::record,
                bare.domainpart(),
                bare.localpart()));
  }

  private AccountRecord record(ResultSet row) throws SQLException {
    long key = row.getLong(3);
    long cursor = archive.waitingCursor(key, row.getLong(10));
    long highest = Math.max(Math.max(row.getLong(9), row.getLong(11)), cursor);
    return new AccountRecord(
        key,
        Jid.of(row.getString(1) + "@" + row.getString(2)),
        Credentials.read(row.getString(4)),
        row.getLong(5),
        row.getLong(6) == 0 ? AccountRecord.State.ENABLED : AccountRecord.State.DISABLED,
        Lines.preferences(row.getString(7)),
        row.getLong(8),
        archive.lastId(key, highest),
        cursor);
  }

  @Override
  public boolean create(Jid bare, List<ScramKeys> credentials) {
    checkAccount(bare);
    String keys = Credentials.write(credentials);
    return writer.write(
        "create the account " + bare,
        sql -> {
          if (exists(sql, bare)) {
            return false;
          }
          create(sql, bare, keys, clock.millis());
          return true;
        });
  }

  private static void checkAccount(Jid bare) {
    if (!isAccount(bare)) {
      throw new IllegalArgumentException("not the address of an account: " + bare);
    }
  }

  private static boolean isAccount(Jid jid) {
    return jid.isBare() && !jid.localpart().isEmpty();
  }

  /// Whether there is such an account, within a transaction.
  static boolean exists(Sql sql, Jid bare) throws SQLException {
    return sql.number("SELECT key FROM account" + NAMED, bare.domainpart(), bare.localpart())
        .isPresent();
  }

  /// Takes as many keys; the last of them.
  private static long nextKeys(Sql sql, int number) throws SQLException {
    sql.update("UPDATE counter SET value = value + ? WHERE name = 'account'", number);
    return sql.number("SELECT value FROM counter WHERE name = 'account'").orElseThrow();
  }

  /// Makes an account that does not exist, within a transaction; its key.
  static long create(Sql sql, Jid bare, String keys, long nowMillis) throws SQLException {
    checkAccount(bare);
    long key = nextKeys(sql, 1);
    insert(sql, bare, keys, key, nowMillis);
    return key;
  }

  private static void insert(Sql sql, Jid bare, String keys, long key, long nowMillis)
      throws SQLException {
    sql.update(
        "INSERT INTO account (key, domain, localpart, state, created, credentials,"
            + " archive_preferences, roster_version, roster_floor)"
            + " VALUES (?, ?, ?, 0, ?, ?, '', 0, 0)",
        key,
        bare.domainpart(),
        bare.localpart(),
        nowMillis,
        keys);
  }

  @Override
  public boolean setCredentials(Jid bare, List<ScramKeys> credentials) {
    String keys = Credentials.write(credentials);
    return writer.write(
        "change the credentials of " + bare, sql -> setCredentials(sql, bare, keys));
  }

  private static boolean setCredentials(Sql sql, Jid bare, String keys) throws SQLException {
    return sql.update(
            "UPDATE account SET credentials = ?" + NAMED, keys, bare.domainpart(), bare.localpart())
        == 1;
  }

  @Override
  public boolean replaceCredentials(Jid bare, List<ScramKeys> former, List<ScramKeys> credentials) {
    return writer.write(
        "replace the credentials of " + bare,
        sql ->
            sql.update(
                    "UPDATE account SET credentials = ?" + NAMED + " AND credentials = ?",
                    Credentials.write(credentials),
                    bare.domainpart(),
                    bare.localpart(),
                    Credentials.write(former))
                == 1);
  }

  @Override
  public boolean setState(Jid bare, AccountRecord.State state) {
    int number =
        switch (state) {
          case ENABLED -> 0;
          case DISABLED -> 1;
        };
    return writer.write(
        "change the state of " + bare,
        sql ->
            sql.update(
                    "UPDATE account SET state = ?" + NAMED,
                    number,
                    bare.domainpart(),
                    bare.localpart())
                == 1);
  }

  @Override
  public boolean remove(Jid bare) {
    boolean removed =
        writer.writeFreeing(
            "remove the account " + bare,
            sql -> {
              OptionalLong key =
                  sql.number(
                      "SELECT key FROM account" + NAMED, bare.domainpart(), bare.localpart());
              if (key.isEmpty()) {
                return false;
              }
              for (String table : OWNED) {
                sql.update("DELETE FROM " + table + " WHERE account = ?", key.getAsLong());
              }
              sql.update(
                  "UPDATE upload SET expires = 0, slot_ends = 0 WHERE account = ?",
                  key.getAsLong()); // the rows go after their files
              sql.update("DELETE FROM account WHERE key = ?", key.getAsLong());
              sql.update(
                  "INSERT INTO removed_account (key, domain, localpart, removed, cleared)"
                      + " VALUES (?, ?, ?, ?, 0)",
                  key.getAsLong(),
                  bare.domainpart(),
                  bare.localpart(),
                  clock.millis());
              return true;
            });
    if (removed) {
      purger.clearRemoved();
    }
    return removed;
  }

  @Override
  public OptionalLong removedMillis(Jid bare) {
    return readers.read(
        "look for a removed account " + bare,
        sql ->
            sql.number(
                "SELECT max(removed) FROM removed_account" + NAMED,
                bare.domainpart(),
                bare.localpart()));
  }

  @Override
  public List<AccountRecord> page(String domain, String afterLocalpart, int limit) {
    if (limit < 1 || limit > MAX_PAGE) {
      throw new IllegalArgumentException("1 to " + MAX_PAGE + " accounts at once");
    }
    return readers.read(
        "list the accounts of " + domain,
        sql ->
            sql.list(
                SELECT + " WHERE a.domain = ? AND a.localpart > ? ORDER BY a.localpart LIMIT ?",
                this::record,
                domain,
                afterLocalpart,
                limit));
  }

  @Override
  public long count(String domain) {
    return readers.read(
        "count the accounts of " + domain,
        sql -> sql.number("SELECT count(*) FROM account WHERE domain = ?", domain).orElse(0));
  }

  @Override
  public ImportReport importAll(Iterable<NewAccount> accounts) {
    ImportReport sum = new ImportReport(0, 0, 0);
    List<NewAccount> part = new ArrayList<>();
    for (NewAccount account : accounts) {
      part.add(account);
      if (part.size() == IMPORT_BATCH) {
        sum = importPart(part, sum);
        part.clear();
      }
    }
    return part.isEmpty() ? sum : importPart(part, sum);
  }

  private ImportReport importPart(List<NewAccount> part, ImportReport before) {
    List<NewAccount> good = part.stream().filter(account -> isAccount(account.jid())).toList();
    int created;
    try {
      created = writer.write("import accounts", sql -> importGood(sql, good));
    } catch (StoreUnavailable e) {
      throw new StoreUnavailable(
          e.getMessage()
              + "; "
              + (before.created() + before.updated())
              + " accounts are in, importing all of them again does no harm",
          e);
    }
    return new ImportReport(
        before.created() + created,
        before.updated() + good.size() - created,
        before.rejected() + part.size() - good.size());
  }

  private int importGood(Sql sql, List<NewAccount> good) throws SQLException {
    long key = nextKeys(sql, good.size()) - good.size();
    int created = 0;
    for (NewAccount account : good) {
      String keys = Credentials.write(account.credentials());
      if (!setCredentials(sql, account.jid(), keys)) {
        insert(sql, account.jid(), keys, ++key, clock.millis());
        created++;
      }
    }
    return created;
  }
}
