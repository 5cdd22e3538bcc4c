package im.viavai.store.sql;

import im.viavai.store.Store;
import im.viavai.store.StoreHealth;
import im.viavai.store.StoreMetrics;
import im.viavai.store.StoreOptions;
import im.viavai.store.StoreOptions.Opening;
import im.viavai.store.StoreUnavailable;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.function.UnaryOperator;

/// The store on PostgreSQL, opened by one process at a time. When the server goes away, writes are
/// refused and tried again every second until it is back.
public final class PostgresqlStore implements Store {
  private final Ports ports;

  /// Opens the store of a database, and makes its tables if the options allow.
  ///
  /// @param url such as `jdbc:postgresql://localhost/viavai`
  /// @param user a user that owns the database or its schema
  /// @param password the password, or an empty string
  /// @throws StoreUnavailable if another process has it open, if it has no tables where they are
  ///   expected, or if it cannot be reached; the message says which and what to do
  public PostgresqlStore(String url, String user, String password, StoreOptions options) {
    this(url, user, password, options, UnaryOperator.identity());
  }

  /// The same with something between the writer and the database, for faults.
  PostgresqlStore(
      String url,
      String user,
      String password,
      StoreOptions options,
      UnaryOperator<Database> around) {
    try {
      ports = open(url, user, password, options, around);
    } catch (SQLException e) {
      throw new StoreUnavailable("cannot open the store at " + url + ": " + e.getMessage(), e);
    }
  }

  private static Ports open(
      String url,
      String user,
      String password,
      StoreOptions options,
      UnaryOperator<Database> around)
      throws SQLException {
    boolean migrated;
    try (Sql sql = new Sql(DriverManager.getConnection(url, user, password))) {
      migrated = Migrations.done(sql);
      if (!migrated && options.opening() == Opening.OPEN_EXISTING && !Migrations.begun(sql)) {
        throw new StoreUnavailable(
            "there is no store at " + url + "; is it the right database, was the backup restored?");
      }
    }
    if (!migrated) {
      Migrations.run(url, user, password, "postgresql");
    }
    PostgresqlDatabase database = new PostgresqlDatabase(url, user, password);
    Placing placing = new PlainPlacing();
    Writer writer = new Writer("store-writer", around.apply(database), placing, options);
    Readers readers =
        new PostgresqlReaders(
            url, user, password, options.readers(), options.waitLimit().toMillis());
    return new Ports(writer, readers, placing, ContactSearch.INDEX, new Recent(), options);
  }

  @Override
  public <T> T port(Class<T> port) {
    return ports.port(port);
  }

  @Override
  public StoreHealth health() {
    return ports.health();
  }

  @Override
  public StoreMetrics metrics() {
    return ports.metrics();
  }

  @Override
  public void close() {
    ports.close();
  }
}
