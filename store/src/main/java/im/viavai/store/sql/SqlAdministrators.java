package im.viavai.store.sql;

import im.viavai.store.AdministratorStore;
import im.viavai.xmpp.Jid;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.List;
import java.util.OptionalLong;

/// Administrators in the table `administrator`, by the keys of their accounts.
final class SqlAdministrators implements AdministratorStore {
  private static final String KEY = "SELECT key FROM account WHERE domain = ? AND localpart = ?";

  private final Writer writer;
  private final Readers readers;
  private final InstantSource clock;

  SqlAdministrators(Writer writer, Readers readers, InstantSource clock) {
    this.writer = writer;
    this.readers = readers;
    this.clock = clock;
  }

  @Override
  public boolean contains(Jid bare) {
    if (!bare.isBare() || bare.localpart().isEmpty()) {
      return false;
    }
    return readers.read(
        "look for an administrator",
        sql ->
            sql.number(
                    "SELECT m.account FROM administrator m JOIN account a ON a.key = m.account"
                        + " WHERE a.domain = ? AND a.localpart = ?",
                    bare.domainpart(),
                    bare.localpart())
                .isPresent());
  }

  @Override
  public boolean grant(Jid bare) {
    return writer.write(
        "make an administrator of " + bare,
        sql -> {
          OptionalLong key = sql.number(KEY, bare.domainpart(), bare.localpart());
          if (key.isEmpty()) {
            return false;
          }
          grant(sql, key.getAsLong(), clock.millis());
          return true;
        });
  }

  /// Makes an administrator, within a transaction.
  static void grant(Sql sql, long account, long nowMillis) throws SQLException {
    sql.update(
        "INSERT INTO administrator (account, granted) VALUES (?, ?)"
            + " ON CONFLICT (account) DO NOTHING",
        account,
        nowMillis);
  }

  @Override
  public boolean revoke(Jid bare) {
    return writer.writeFreeing(
        "take the role of administrator from " + bare,
        sql ->
            sql.update(
                    "DELETE FROM administrator WHERE account IN (" + KEY + ")",
                    bare.domainpart(),
                    bare.localpart())
                == 1);
  }

  @Override
  public List<Jid> list() {
    return readers.read(
        "list administrators",
        sql ->
            sql.list(
                "SELECT a.localpart, a.domain FROM administrator m JOIN account a"
                    + " ON a.key = m.account ORDER BY a.domain, a.localpart",
                row -> Jid.of(row.getString(1) + "@" + row.getString(2))));
  }
}
