package im.viavai.store.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The prepared statements of a connection.
class SqlTest {
  private static final String INSERT = "INSERT INTO t VALUES (?)";

  @TempDir Path folder;

  /// SQLite's driver closes a statement that met SQLITE_FULL, and the object looks whole.
  @Test
  void aStatementThatFailedOnAFullDiskWorksAgainWhenThereIsRoom() throws Exception {
    try (Sql sql = new Sql(DriverManager.getConnection(SqliteDatabase.url(folder.resolve("t"))))) {
      sql.execute("CREATE TABLE t (b BLOB)");
      sql.execute("PRAGMA max_page_count = 4");
      byte[] large = new byte[20_000];
      assertThatThrownBy(() -> sql.update(INSERT, large)).isInstanceOf(SQLException.class);
      sql.execute("PRAGMA max_page_count = 1000");
      assertThat(sql.update(INSERT, large)).isEqualTo(1);
    }
  }
}
