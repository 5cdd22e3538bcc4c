package im.viavai.store.sql;

import im.viavai.store.Store;
import im.viavai.store.StoreHealth;
import im.viavai.store.StoreMetrics;
import im.viavai.store.StoreOptions;
import im.viavai.store.StoreUnavailable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.function.UnaryOperator;

/// The embedded store: SQLite in a folder, opened by one process at a time.
///
/// The folder holds `viavai.sqlite` with its log `viavai.sqlite-wal`, `store.lock` and
/// `store.marker`. It may be moved and renamed while no process has it open; nothing inside depends
/// on its path or on the host.
public final class SqliteStore implements Store {
  /// The name of the database in its folder.
  public static final String FILE = "viavai.sqlite";

  private final StoreLock lock;
  private final Ports ports;

  /// Opens the store of a folder, and makes it if the options allow.
  ///
  /// @throws StoreUnavailable if another process has it open, if it is missing where it is
  ///   expected, or if the disk fails; the message says which and what to do
  public SqliteStore(Path folder, StoreOptions options) {
    this(folder, options, UnaryOperator.identity(), LogPlacing.Pace.STANDARD);
  }

  /// The same with something between the writer and the database, for faults, and another pace.
  SqliteStore(
      Path folder, StoreOptions options, UnaryOperator<Database> around, LogPlacing.Pace pace) {
    Path file = folder.resolve(FILE);
    try {
      if (options.opening() == StoreOptions.Opening.OPEN_OR_CREATE) {
        Files.createDirectories(folder);
      }
      Marker.check(folder, file, options.opening());
      lock = StoreLock.take(folder);
    } catch (IOException e) {
      throw new StoreUnavailable("cannot open the store in " + folder + ": " + e, e);
    }
    try {
      ports = open(folder, file, options, around, pace);
    } catch (SQLException | IOException e) {
      release();
      throw new StoreUnavailable("cannot open the store in " + folder + ": " + e, e);
    } catch (StoreUnavailable e) {
      release();
      throw e;
    }
  }

  private static Ports open(
      Path folder,
      Path file,
      StoreOptions options,
      UnaryOperator<Database> around,
      LogPlacing.Pace pace)
      throws SQLException, IOException {
    SqliteDatabase database = new SqliteDatabase(file, options.minimumFreeBytes());
    try (Sql sql = database.openWriter()) {
      if (!Migrations.done(sql)) {
        Migrations.run(SqliteDatabase.url(file), "", "", "sqlite");
      }
    }
    Marker.leave(folder);
    Recent recent = new Recent();
    Placing placing = new LogPlacing(recent, pace);
    Writer writer = new Writer("store-writer", around.apply(database), placing, options);
    Readers readers =
        new SqliteReaders(database, options.readers(), options.waitLimit().toMillis());
    return new Ports(writer, readers, placing, ContactSearch.BLOCKS, recent, options);
  }

  private void release() {
    try {
      lock.close();
    } catch (IOException e) {
      throw new StoreUnavailable("cannot release the lock of the store: " + e, e);
    }
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
    release();
  }
}
