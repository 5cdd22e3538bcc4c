package im.viavai.store.sql;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import im.viavai.store.StoreUnavailable;
import java.sql.SQLException;

/// A pool of connections. Statements are prepared anew for each query; the driver keeps them.
final class PostgresqlReaders implements Readers {
  private final HikariDataSource pool;

  PostgresqlReaders(String url, String user, String password, int limit, long waitMillis) {
    HikariConfig config = new HikariConfig();
    config.setPoolName("store-readers");
    config.setJdbcUrl(url);
    config.setUsername(user);
    config.setPassword(password);
    config.setMaximumPoolSize(limit);
    config.setMinimumIdle(1);
    config.setConnectionTimeout(Math.max(250, waitMillis));
    config.setReadOnly(true);
    // Said, not asked of the first connection: if that one breaks while it is asked, the pool keeps
    // "-1" as the answer and no connection of its life can be set up.
    config.setTransactionIsolation("TRANSACTION_READ_COMMITTED");
    config.setInitializationFailTimeout(-1);
    config.addDataSourceProperty("ApplicationName", "viavai");
    config.addDataSourceProperty("tcpKeepAlive", "true");
    config.addDataSourceProperty("socketTimeout", "60");
    this.pool = new HikariDataSource(config);
  }

  @Override
  public <T> T read(String what, Query<T> query) {
    try (Sql sql = new Sql(pool.getConnection())) {
      return query.run(sql);
    } catch (SQLException e) {
      throw new StoreUnavailable(what + ": " + e.getMessage(), e);
    }
  }

  @Override
  public void close() {
    pool.close();
  }
}
