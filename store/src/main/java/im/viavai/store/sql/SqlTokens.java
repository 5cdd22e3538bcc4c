package im.viavai.store.sql;

import im.viavai.store.TokenRecord;
import im.viavai.store.TokenStore;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/// Tokens in the table `token`.
final class SqlTokens implements TokenStore {
  private static final String SELECT =
      "SELECT account, client, mechanism, verifier, previous_verifier, created, expires, counter,"
          + " last_used, description FROM token WHERE account = ?";

  private final Writer writer;
  private final Readers readers;

  SqlTokens(Writer writer, Readers readers) {
    this.writer = writer;
    this.readers = readers;
  }

  @Override
  public Optional<TokenRecord> find(long account, String client) {
    return readers.read(
        "find a token",
        sql -> sql.first(SELECT + " AND client = ?", SqlTokens::record, account, client));
  }

  private static TokenRecord record(ResultSet row) throws SQLException {
    return new TokenRecord(
        row.getLong(1),
        row.getString(2),
        row.getString(3),
        row.getBytes(4),
        row.getBytes(5),
        row.getLong(6),
        row.getLong(7),
        row.getLong(8),
        row.getLong(9),
        row.getString(10));
  }

  @Override
  public void put(TokenRecord token, int limit) {
    writer.write(
        "keep a token",
        sql -> {
          sql.update(
              "DELETE FROM token WHERE account = ? AND client = ?",
              token.account(),
              token.client());
          sql.update(
              "DELETE FROM token WHERE account = ? AND client IN (SELECT client FROM token"
                  + " WHERE account = ? ORDER BY last_used DESC, client LIMIT 1000000 OFFSET ?)",
              token.account(),
              token.account(),
              Math.max(0, limit - 1));
          return sql.update(
              "INSERT INTO token (account, client, mechanism, verifier, previous_verifier, created,"
                  + " expires, counter, last_used, description)"
                  + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
              token.account(),
              token.client(),
              token.mechanism(),
              token.verifier(),
              token.previousVerifier(),
              token.createdMillis(),
              token.expiresMillis(),
              token.counter(),
              token.lastUsedMillis(),
              token.description());
        });
  }

  @Override
  public boolean useCounter(long account, String client, long counter) {
    return writer.write(
        "use a token",
        sql ->
            sql.update(
                    "UPDATE token SET counter = ? WHERE account = ? AND client = ? AND counter < ?",
                    counter,
                    account,
                    client,
                    counter)
                == 1);
  }

  @Override
  public void dropPrevious(long account, String client) {
    writer.write(
        "drop the token before",
        sql ->
            sql.update(
                "UPDATE token SET previous_verifier = NULL WHERE account = ? AND client = ?",
                account,
                client));
  }

  @Override
  public List<TokenRecord> list(long account) {
    return readers.read(
        "list tokens",
        sql -> sql.list(SELECT + " ORDER BY last_used DESC, client", SqlTokens::record, account));
  }

  @Override
  public boolean revoke(long account, String client) {
    return writer.writeFreeing(
        "revoke a token",
        sql ->
            sql.update("DELETE FROM token WHERE account = ? AND client = ?", account, client) == 1);
  }

  @Override
  public void revokeAll(long account) {
    writer.writeFreeing(
        "revoke all tokens", sql -> sql.update("DELETE FROM token WHERE account = ?", account));
  }

  @Override
  public int deleteExpired(long nowMillis) {
    return writer.writeFreeing(
        "delete expired tokens",
        sql -> sql.update("DELETE FROM token WHERE expires < ?", nowMillis));
  }
}
