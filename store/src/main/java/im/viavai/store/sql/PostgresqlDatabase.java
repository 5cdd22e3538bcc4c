package im.viavai.store.sql;

import im.viavai.store.StoreUnavailable;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.locks.LockSupport;

/// PostgreSQL: the writer's own connection, which holds the lock of the store.
final class PostgresqlDatabase implements Database {
  /// Any number that nobody else uses: "viavai" in ASCII.
  private static final long LOCK = 0x766961766169L;

  private static final int LOCK_ATTEMPTS = 40;
  private static final long LOCK_PAUSE_NANOS = 50_000_000;

  private static final String APPLICATION = "viavai";

  private final String url;
  private final String user;
  private final String password;

  PostgresqlDatabase(String url, String user, String password) {
    this.url = url;
    this.user = user;
    this.password = password;
  }

  @Override
  public Sql openWriter() throws SQLException {
    Properties properties = new Properties();
    properties.setProperty("user", user);
    properties.setProperty("password", password);
    properties.setProperty("ApplicationName", APPLICATION);
    // Makes one INSERT with many rows of a batch.
    properties.setProperty("reWriteBatchedInserts", "true");
    properties.setProperty("tcpKeepAlive", "true");
    properties.setProperty("connectTimeout", "10");
    properties.setProperty("socketTimeout", "60");
    Sql sql = new Sql(DriverManager.getConnection(url, properties));
    try {
      takeLock(sql);
      sql.execute("SET synchronous_commit = on");
      sql.connection().setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
      sql.connection().setAutoCommit(false);
      return sql;
    } catch (SQLException | StoreUnavailable e) {
      sql.close();
      throw e;
    }
  }

  /// Held by the session of the writer: PostgreSQL drops it when that ends, however it ends.
  private static void takeLock(Sql sql) throws SQLException {
    if (!tryLock(sql)) {
      String owner =
          sql.first(
                  "SELECT 'the session ' || a.pid || ' from ' || coalesce(host(a.client_addr),"
                      + " 'this machine') FROM pg_locks l JOIN pg_stat_activity a ON a.pid = l.pid"
                      + " WHERE l.locktype = 'advisory' AND l.granted"
                      + " AND ((l.classid::bigint << 32) | l.objid::bigint) = ?"
                      + " AND a.datname = current_database() LIMIT 1",
                  row -> row.getString(1),
                  LOCK)
              .orElse("another process");
      throw new StoreUnavailable(
          "the database is in use by " + owner + "; stop it, or let it do the work");
    }
  }

  /// Tries for a while: the session of a process that has just ended may linger.
  private static boolean tryLock(Sql sql) throws SQLException {
    for (int attempt = 0; attempt < LOCK_ATTEMPTS; attempt++) {
      if (sql.first("SELECT pg_try_advisory_lock(?)", row -> row.getBoolean(1), LOCK)
          .orElse(false)) {
        return true;
      }
      LockSupport.parkNanos(LOCK_PAUSE_NANOS);
    }
    return false;
  }

  @Override
  public void begin(Sql sql) {
    // The driver begins one with the first statement.
  }

  @Override
  public void commit(Sql sql) throws SQLException {
    sql.connection().commit();
  }

  @Override
  public void rollback(Sql sql) throws SQLException {
    sql.connection().rollback();
  }

  /// By the class of the SQLSTATE (PostgreSQL manual, appendix A).
  @Override
  public Failure failureOf(SQLException error) {
    String state = error.getSQLState();
    if (state == null || state.length() < 2) {
      return Failure.LOST;
    }
    return switch (state.substring(0, 2)) {
      // data, constraint, deadlock, syntax, too large a program
      case "21", "22", "23", "40", "42", "54" -> Failure.OPERATION;
      // no room, no memory; read-only; somebody's lock
      case "53", "25", "55" -> Failure.REFUSED;
      default -> Failure.LOST;
    };
  }

  @Override
  public long freeBytes(Sql sql) throws SQLException {
    // Asked once a second: also tells that the database is there.
    sql.number("SELECT 1");
    sql.connection().commit();
    return -1;
  }

  @Override
  public Optional<String> refusal(long freeBytes) {
    return Optional.empty();
  }

  @Override
  public boolean recovers() {
    return true;
  }
}
