package im.viavai.store.sql;

import im.viavai.store.StoreUnavailable;
import java.sql.SQLException;
import java.util.Optional;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;

/// Brings a database to the shape this program knows. The scripts are resources, `db/sqlite` and
/// `db/postgresql`; one that was ever released is never changed again.
final class Migrations {
  /// The number of the newest script, the same for both databases.
  static final int NEWEST = 4;

  private Migrations() {}

  /// Whether there is nothing to do. Spares loading Flyway at nearly every start.
  ///
  /// @throws StoreUnavailable if a newer program has been here
  static boolean done(Sql sql) {
    int applied = applied(sql).map(Integer::parseInt).orElse(0);
    if (applied > NEWEST) {
      throw new StoreUnavailable(
          "the database was written by a newer version (its script is number "
              + applied
              + ", this version knows "
              + NEWEST
              + "); nothing was changed");
    }
    return applied == NEWEST;
  }

  /// Whether any script ran before.
  static boolean begun(Sql sql) {
    return applied(sql).isPresent();
  }

  private static Optional<String> applied(Sql sql) {
    try {
      return sql.first(
          "SELECT version FROM flyway_schema_history WHERE success AND version IS NOT NULL"
              + " ORDER BY installed_rank DESC LIMIT 1",
          row -> row.getString(1));
    } catch (SQLException e) {
      // There is no such table yet.
      return Optional.empty();
    }
  }

  /// Runs the scripts that are missing.
  static void run(String url, String user, String password, String folder) {
    try {
      Flyway.configure(Migrations.class.getClassLoader())
          .dataSource(url, user, password)
          .locations("classpath:db/" + folder)
          .validateMigrationNaming(true)
          .load()
          .migrate();
    } catch (FlywayException e) {
      throw new StoreUnavailable(
          "cannot bring the database to the shape of this version: " + e.getMessage(), e);
    }
  }
}
