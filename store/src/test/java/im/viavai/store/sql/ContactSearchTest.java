package im.viavai.store.sql;

import static org.assertj.core.api.Assertions.assertThat;

import im.viavai.store.Append;
import im.viavai.store.ArchiveEntry;
import im.viavai.store.ArchiveFilter;
import im.viavai.store.ArchivePage;
import im.viavai.store.ArchiveQuery;
import im.viavai.store.ArchiveQuery.Direction;
import im.viavai.store.ArchiveStore;
import im.viavai.store.Outcome;
import im.viavai.store.PurgeReport;
import im.viavai.store.Retention;
import im.viavai.store.StoreOptions;
import im.viavai.xmpp.Jid;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// How pages of one contact are found, as the databases themselves explain it.
class ContactSearchTest {
  private static final Jid RARE = Jid.of("rare@example.org/phone");

  private static ArchiveFilter filter(String with) {
    return ArchiveFilter.ALL.with(Jid.of(with));
  }

  /// What a database says of the pages of a contact in both directions, and of their number.
  private static List<String> plans(
      Connection connection, String explain, ContactSearch search, String with)
      throws SQLException {
    ArchiveQuery query = ArchiveQuery.first(1, filter(with), 50);
    Condition condition = Condition.of(query, search, 0, Long.MAX_VALUE);
    List<String> plans = new ArrayList<>();
    for (Direction direction : Direction.values()) {
      String page = ArchiveView.placed(condition, direction);
      plans.add(plan(connection, explain + page, condition.values(51)));
    }
    plans.add(plan(connection, explain + ArchiveView.counted(condition), condition.values()));
    return plans;
  }

  private static String plan(Connection connection, String text, Object... values)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(text)) {
      for (int i = 0; i < values.length; i++) {
        statement.setObject(i + 1, values[i]);
      }
      StringBuilder plan = new StringBuilder();
      try (ResultSet rows = statement.executeQuery()) {
        int column = rows.getMetaData().getColumnCount(); // the last one is for people
        while (rows.next()) {
          plan.append(rows.getString(column)).append('\n');
        }
      }
      return plan.toString();
    }
  }

  @Nested
  class OnSqlite {
    @TempDir Path folder;

    private SqliteStore open() {
      return new SqliteStore(
          folder,
          StoreOptions.standard(),
          UnaryOperator.identity(),
          new LogPlacing.Pace(64, 64)); // soon in the table
    }

    private Connection connect() throws SQLException {
      return DriverManager.getConnection(SqliteDatabase.url(folder.resolve(SqliteStore.FILE)));
    }

    /// An archive with three entries of the rare contact among those of another.
    private void fill(ArchiveStore archive) {
      Outcome last = new Outcome();
      for (long id = 1; id <= 3000; id++) {
        Jid with = id % 1000 == 0 ? RARE : Jid.of("often@example.org");
        last = new Outcome();
        Append.Entry entry =
            new Append.Entry(1, id, with, Set.of(Append.Flag.ARCHIVED), Append.Kind.CHAT, "");
        Append append = new Append(new byte[] {1}, id, List.of(entry), last);
        while (archive.append(append) == ArchiveStore.Offer.FULL) {
          Thread.onSpinWait();
        }
      }
      assertThat(last.await()).isEqualTo("committed");
    }

    private static List<Long> page(ArchiveStore archive, String with) {
      ArchiveQuery query = ArchiveQuery.first(1, filter(with), 50);
      return ((ArchivePage) archive.page(query)).entries().stream().map(ArchiveEntry::id).toList();
    }

    private long blocks(String who) throws SQLException {
      try (Connection connection = connect();
          Statement statement = connection.createStatement();
          ResultSet row =
              statement.executeQuery(
                  "SELECT count(*) FROM contact_block WHERE archive = 1 AND who = '" + who + "'")) {
        return row.getLong(1);
      }
    }

    @ParameterizedTest
    @ValueSource(strings = {"rare@example.org", "rare@example.org/phone"})
    void pagesSearchBlocksAndThenIdsAndNeitherScanNorSort(String with) throws SQLException {
      open().close();
      try (Connection connection = connect()) {
        assertThat(plans(connection, "EXPLAIN QUERY PLAN ", ContactSearch.BLOCKS, with))
            .allSatisfy(plan ->
                assertThat(plan)
                    .startsWith(
                        "SEARCH b USING PRIMARY KEY"
                            + " (archive=? AND who=? AND block>? AND block<?)\n"
                            + "SEARCH e USING PRIMARY KEY (archive=? AND id>? AND id<?)\n")
                    .doesNotContain("SCAN")
                    .doesNotContain("TEMP B-TREE"));
      }
    }

    @Test
    void blocksOfEntriesThatWereThereBeforeAreMade() throws SQLException {
      try (SqliteStore store = open()) {
        fill(store.port(ArchiveStore.class));
        store.port(ArchiveStore.class).purge(Retention.of(Retention.FOREVER)); // places all
      }
      try (Connection connection = connect();
          Statement statement = connection.createStatement()) {
        statement.execute("DROP TABLE contact_block");
        statement.execute("DELETE FROM flyway_schema_history WHERE version = '4'");
      }
      try (SqliteStore store = open()) {
        ArchiveStore archive = store.port(ArchiveStore.class);
        assertThat(page(archive, "rare@example.org")).containsExactly(1000L, 2000L, 3000L);
        assertThat(page(archive, "rare@example.org/phone")).containsExactly(1000L, 2000L, 3000L);
        assertThat(page(archive, "rare@example.org/desk")).isEmpty();
      }
      assertThat(blocks("often@example.org")).isEqualTo(3);
    }

    @Test
    void blocksGoWithTheirEntries() throws SQLException {
      try (SqliteStore store = open()) {
        ArchiveStore archive = store.port(ArchiveStore.class);
        fill(archive);
        PurgeReport report = archive.clear(1);
        assertThat(report.entries()).isEqualTo(3000);
        assertThat(page(archive, "rare@example.org")).isEmpty();
      }
      assertThat(blocks("rare@example.org")).isEqualTo(1); // the one that may go on
      assertThat(blocks("often@example.org")).isEqualTo(1);
    }
  }

  @Nested
  @ExtendWith(NeedsPostgresql.class)
  class OnPostgresql {
    @ParameterizedTest
    @ValueSource(strings = {"rare@example.org", "rare@example.org/phone"})
    void pagesUseTheIndexOfContacts(String with, PostgresqlServer server) throws SQLException {
      String url = server.createDatabase();
      new PostgresqlStore(url, "viavai", "", StoreOptions.standard()).close();
      try (Connection connection = DriverManager.getConnection(url, "viavai", "");
          Statement statement = connection.createStatement()) {
        statement.execute(
            "INSERT INTO entry (archive, id, stanza, stamp, flags, bare, resource, origin)"
                + " SELECT 1, n, n, n, 1, CASE WHEN n % 20000 = 0 THEN 'rare@example.org'"
                + " ELSE 'friend' || n % 20 || '@example.org' END, 'phone', ''"
                + " FROM generate_series(1, 60000) n");
        statement.execute("ANALYZE entry");
        assertThat(plans(connection, "EXPLAIN ", ContactSearch.INDEX, with))
            .allSatisfy(plan ->
                assertThat(plan).contains("entry_with").doesNotContain("Seq Scan on entry"));
      }
    }
  }
}
