package im.viavai.store.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import im.viavai.store.AccountStore;
import im.viavai.store.StoreOptions;
import im.viavai.store.StoreOptions.Opening;
import im.viavai.store.StoreUnavailable;
import im.viavai.xmpp.Jid;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Who may open a folder, and when a store may be made in it.
class SqliteFolderTest {
  private static final Jid JULIET = Jid.of("juliet@capulet.example");
  private static final StoreOptions OPTIONS = StoreOptions.standard();

  @Test
  void folderIsOpenedByOneAtATimeAndTheOtherIsNamed(@TempDir Path folder) {
    try (SqliteStore _ = new SqliteStore(folder, OPTIONS)) {
      assertThatThrownBy(() -> new SqliteStore(folder, OPTIONS))
          .isInstanceOf(StoreUnavailable.class)
          .hasMessageContaining("in use by process " + ProcessHandle.current().pid())
          .hasMessageContaining(folder.toString());
    }
    new SqliteStore(folder, OPTIONS).close();
  }

  @Test
  void emptyStoreDoesNotTakeThePlaceOfALostOne(@TempDir Path folder) throws IOException {
    new SqliteStore(folder, OPTIONS).close();
    Files.delete(folder.resolve(SqliteStore.FILE));
    assertThatThrownBy(() -> new SqliteStore(folder, OPTIONS))
        .isInstanceOf(StoreUnavailable.class)
        .hasMessageContaining(Marker.FILE)
        .hasMessageContaining("put it back");
    assertThat(folder.resolve(SqliteStore.FILE)).doesNotExist();
    Files.delete(folder.resolve(Marker.FILE));
    new SqliteStore(folder, OPTIONS).close();
  }

  @Test
  void storeThatMustExistIsNotMade(@TempDir Path folder) {
    Path missing = folder.resolve("missing");
    assertThatThrownBy(() -> new SqliteStore(missing, OPTIONS.with(Opening.OPEN_EXISTING)))
        .isInstanceOf(StoreUnavailable.class)
        .hasMessageContaining("there is no store");
    assertThat(missing).doesNotExist();
  }

  @Test
  void folderMayBeMoved(@TempDir Path parent) throws IOException {
    Path here = parent.resolve("here");
    try (SqliteStore store = new SqliteStore(here, OPTIONS)) {
      store.port(AccountStore.class).create(JULIET, List.of());
    }
    Path there = Files.move(here, parent.resolve("there"));
    try (SqliteStore store = new SqliteStore(there, OPTIONS.with(Opening.OPEN_EXISTING))) {
      assertThat(store.port(AccountStore.class).find(JULIET)).isPresent();
    }
  }

  @Test
  void databaseOfANewerVersionIsLeftAlone(@TempDir Path folder) throws SQLException {
    new SqliteStore(folder, OPTIONS).close();
    try (Connection connection =
            DriverManager.getConnection(SqliteDatabase.url(folder.resolve(SqliteStore.FILE)));
        Statement statement = connection.createStatement()) {
      statement.execute(
          "INSERT INTO flyway_schema_history SELECT installed_rank + 100, '9999', description,"
              + " type, script, checksum, installed_by, installed_on, execution_time, success"
              + " FROM flyway_schema_history");
    }
    assertThatThrownBy(() -> new SqliteStore(folder, OPTIONS))
        .isInstanceOf(StoreUnavailable.class)
        .hasMessageContaining("newer version");
  }

  @ParameterizedTest
  @ValueSource(strings = {"sqlite", "postgresql"})
  void newestScriptIsTheOneTheProgramAsksFor(String dialect) throws IOException {
    Path scripts = Path.of("src/main/resources/db", dialect);
    try (Stream<Path> files = Files.list(scripts)) {
      int newest =
          files
              .map(file -> file.getFileName().toString())
              .mapToInt(name -> Integer.parseInt(name.substring(1, name.indexOf("__"))))
              .max()
              .orElseThrow();
      assertThat(newest).isEqualTo(Migrations.NEWEST);
    }
  }
}
