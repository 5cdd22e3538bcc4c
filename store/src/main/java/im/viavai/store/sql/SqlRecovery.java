package im.viavai.store.sql;

import im.viavai.store.RecoveryStore;
import im.viavai.store.ScramKeys;
import im.viavai.xmpp.Jid;
import java.security.MessageDigest;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/// Recovery codes in the table `recovery_code`.
final class SqlRecovery implements RecoveryStore {
  private static final String KEY = "SELECT key FROM account WHERE domain = ? AND localpart = ?";

  private final Writer writer;
  private final Readers readers;
  private final InstantSource clock;

  SqlRecovery(Writer writer, Readers readers, InstantSource clock) {
    this.writer = writer;
    this.readers = readers;
    this.clock = clock;
  }

  private static int number(Source source) {
    return switch (source) {
      case OPERATOR -> 0;
      case OWNER -> 1;
    };
  }

  @Override
  public boolean put(Jid bare, byte[] hash, Source source, long expiresMillis) {
    return writer.write(
        "keep a recovery code",
        sql -> {
          OptionalLong key = sql.number(KEY, bare.domainpart(), bare.localpart());
          if (key.isEmpty()) {
            return false;
          }
          sql.update(
              "DELETE FROM recovery_code WHERE account = ? AND source = ?",
              key.getAsLong(),
              number(source));
          sql.update(
              "INSERT INTO recovery_code (account, verifier, source, created, expires)"
                  + " VALUES (?, ?, ?, ?, ?)",
              key.getAsLong(),
              hash,
              number(source),
              clock.millis(),
              expiresMillis);
          return true;
        });
  }

  @Override
  public Optional<Printed> printed(Jid bare) {
    return readers.read(
        "look for a printed code",
        sql ->
            sql.first(
                "SELECT created, expires FROM recovery_code WHERE source = ? AND account IN ("
                    + KEY
                    + ")",
                row -> new Printed(row.getLong(1), row.getLong(2)),
                number(Source.OWNER),
                bare.domainpart(),
                bare.localpart()));
  }

  @SuppressWarnings("ArrayRecordComponent") // never leaves this class
  private record Code(long account, byte[] hash) {}

  @Override
  public boolean use(Jid bare, byte[] hash, List<ScramKeys> credentials, long nowMillis) {
    String keys = Credentials.write(credentials);
    // A reader looks first, so that whoever guesses keeps nobody's writes waiting.
    return readers
            .read("look for a recovery code", sql -> account(sql, bare, hash, nowMillis))
            .isPresent()
        && writer.write(
            "recover the account " + bare,
            sql -> {
              OptionalLong account = account(sql, bare, hash, nowMillis);
              if (account.isEmpty()) {
                return false;
              }
              long key = account.getAsLong();
              sql.update("UPDATE account SET credentials = ? WHERE key = ?", keys, key);
              sql.update("DELETE FROM recovery_code WHERE account = ?", key);
              sql.update("DELETE FROM token WHERE account = ?", key);
              return true;
            });
  }

  private static OptionalLong account(Sql sql, Jid bare, byte[] hash, long nowMillis)
      throws SQLException {
    List<Code> codes =
        sql.list(
            "SELECT r.account, r.verifier FROM recovery_code r JOIN account a ON a.key = r.account"
                + " WHERE a.domain = ? AND a.localpart = ? AND r.expires > ?",
            row -> new Code(row.getLong(1), row.getBytes(2)),
            bare.domainpart(),
            bare.localpart(),
            nowMillis);
    OptionalLong found = OptionalLong.empty();
    for (Code code : codes) {
      if (MessageDigest.isEqual(code.hash(), hash)) {
        found = OptionalLong.of(code.account());
      }
    }
    return found;
  }

  @Override
  public void revoke(Jid bare) {
    writer.writeFreeing(
        "revoke recovery codes",
        sql ->
            sql.update(
                "DELETE FROM recovery_code WHERE account IN (" + KEY + ")",
                bare.domainpart(),
                bare.localpart()));
  }

  @Override
  public int deleteExpired(long nowMillis) {
    return writer.writeFreeing(
        "delete recovery codes that are over",
        sql -> sql.update("DELETE FROM recovery_code WHERE expires < ?", nowMillis));
  }
}
