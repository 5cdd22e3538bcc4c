package im.viavai.store.sql;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Optional;
import java.util.Properties;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/// SQLite in a file: a log beside it (WAL) that is synced at every commit, and copied into the file
/// now and then.
final class SqliteDatabase implements Database {
  /// Kibibytes of pages the writer keeps in memory.
  private static final int WRITER_CACHE_KIB = 8192;

  /// Kibibytes of pages each reader keeps in memory.
  private static final int READER_CACHE_KIB = 2048;

  /// After how many pages of 4 KiB the log is copied into the file.
  private static final int CHECKPOINT_PAGES = 4000;

  /// How long to wait for somebody else's lock, such as that of a backup tool.
  private static final int BUSY_MILLIS = 10_000;

  private final Path file;
  private final FileStore disk;
  private final long minimumFreeBytes;

  SqliteDatabase(Path file, long minimumFreeBytes) throws IOException {
    this.file = file;
    this.disk = Files.getFileStore(file.toAbsolutePath().getParent());
    this.minimumFreeBytes = minimumFreeBytes;
  }

  /// The address for JDBC.
  static String url(Path file) {
    return "jdbc:sqlite:" + file;
  }

  @Override
  public Sql openWriter() throws SQLException {
    Sql sql = open();
    try {
      sql.execute("PRAGMA journal_mode = WAL");
      sql.execute("PRAGMA synchronous = FULL");
      sql.execute("PRAGMA cache_size = -" + WRITER_CACHE_KIB);
      sql.execute("PRAGMA wal_autocheckpoint = " + CHECKPOINT_PAGES);
      // What an earlier process left in the log goes into the file and is synced there: if its last
      // fsync failed, the log in the page cache may hold more than the disk does.
      sql.execute("PRAGMA wal_checkpoint(TRUNCATE)");
      return sql;
    } catch (SQLException e) {
      sql.close();
      throw e;
    }
  }

  Sql openReader() throws SQLException {
    Sql sql = open();
    try {
      sql.execute("PRAGMA query_only = 1");
      sql.execute("PRAGMA cache_size = -" + READER_CACHE_KIB);
      return sql;
    } catch (SQLException e) {
      sql.close();
      throw e;
    }
  }

  /// The driver would look for a generated key after every INSERT, which is a statement more,
  /// prepared anew each time. Our keys are our own.
  private static Properties options() {
    Properties options = new Properties();
    options.setProperty(SQLiteConfig.Pragma.JDBC_GET_GENERATED_KEYS.pragmaName, "false");
    return options;
  }

  private Sql open() throws SQLException {
    Sql sql = new Sql(DriverManager.getConnection(url(file), options()));
    sql.execute("PRAGMA busy_timeout = " + BUSY_MILLIS);
    sql.execute("PRAGMA temp_store = MEMORY");
    return sql;
  }

  // The driver stays in its auto-commit mode, in which it leaves these to us.
  @Override
  public void begin(Sql sql) throws SQLException {
    sql.prepare("BEGIN IMMEDIATE").execute();
  }

  @Override
  public void commit(Sql sql) throws SQLException {
    sql.prepare("COMMIT").execute();
  }

  @Override
  public void rollback(Sql sql) throws SQLException {
    sql.prepare("ROLLBACK").execute();
  }

  @Override
  public Failure failureOf(SQLException error) {
    if (!(error instanceof SQLiteException sqlite)) {
      // A failed batch is wrapped by the driver.
      return error.getNextException() instanceof SQLiteException next
          ? failureOf(next)
          : byCode(SQLiteErrorCode.getErrorCode(error.getErrorCode()));
    }
    return byCode(sqlite.getResultCode());
  }

  private static Failure byCode(SQLiteErrorCode code) {
    return switch (code) {
      case SQLITE_FULL, SQLITE_BUSY, SQLITE_LOCKED -> Failure.REFUSED;
      case SQLITE_ERROR, SQLITE_TOOBIG, SQLITE_MISMATCH, SQLITE_RANGE -> Failure.OPERATION;
      default ->
          (code.code & 0xff) == SQLiteErrorCode.SQLITE_CONSTRAINT.code
              ? Failure.OPERATION
              : Failure.LOST;
    };
  }

  /// Room on the disk and in the file.
  @Override
  public long freeBytes(Sql sql) throws SQLException {
    long inFile =
        sql.number("PRAGMA freelist_count").orElse(0) * sql.number("PRAGMA page_size").orElse(0);
    try {
      return disk.getUsableSpace() + inFile;
    } catch (IOException e) {
      throw new SQLException("cannot tell the free room at " + file, e);
    }
  }

  @Override
  public Optional<String> refusal(long freeBytes) {
    return freeBytes >= minimumFreeBytes
        ? Optional.empty()
        : Optional.of(
            "only "
                + (freeBytes >> 20)
                + " MiB free at "
                + file.toAbsolutePath().getParent()
                + ", writes are refused below "
                + (minimumFreeBytes >> 20)
                + " MiB; looked at every second");
  }

  @Override
  public boolean recovers() {
    return false;
  }
}
