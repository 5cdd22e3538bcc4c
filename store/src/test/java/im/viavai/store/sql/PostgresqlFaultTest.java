package im.viavai.store.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import im.viavai.store.Append;
import im.viavai.store.ArchiveEntry;
import im.viavai.store.ArchiveFilter;
import im.viavai.store.ArchivePage;
import im.viavai.store.ArchiveQuery;
import im.viavai.store.ArchiveStore;
import im.viavai.store.ArchiveStore.Offer;
import im.viavai.store.Outcome;
import im.viavai.store.StoreHealth.State;
import im.viavai.store.StoreOptions;
import im.viavai.store.StoreOptions.Opening;
import im.viavai.store.StoreUnavailable;
import im.viavai.xmpp.Jid;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// What the store does when PostgreSQL goes away, and who may open it.
@ExtendWith(NeedsPostgresql.class)
class PostgresqlFaultTest {
  private static Append append(long id, Outcome outcome) {
    return new Append(
        "<message/>".getBytes(StandardCharsets.UTF_8),
        id,
        List.of(
            new Append.Entry(
                7,
                id,
                Jid.of("romeo@montague.example"),
                Set.of(Append.Flag.ARCHIVED),
                Append.Kind.CHAT,
                "")),
        outcome);
  }

  @Test
  void writesAreRefusedWhileTheDatabaseIsAwayAndGoOnByThemselves() {
    // A server of its own, because it is killed.
    try (PostgresqlServer server =
            PostgresqlServer.start(PostgresqlServer.binaries().orElseThrow());
        PostgresqlStore store =
            new PostgresqlStore(server.createDatabase(), "viavai", "", StoreOptions.standard())) {
      ArchiveStore archive = store.port(ArchiveStore.class);
      List<Outcome> outcomes = new ArrayList<>();
      long id = 0;
      for (int round = 0; round < 2; round++) {
        for (int i = 0; i < 200; i++) {
          outcomes.add(new Outcome());
          assertThat(archive.append(append(++id, outcomes.getLast()))).isEqualTo(Offer.ACCEPTED);
        }
        server.kill();
        await().atMost(Duration.ofSeconds(30)).until(() -> store.health().state() == State.FAILED);
        assertThat(outcomes).allMatch(Outcome::isOver);
        assertThat(archive.append(append(1000, new Outcome()))).isEqualTo(Offer.UNAVAILABLE);
        server.begin();
        await()
            .atMost(Duration.ofSeconds(30))
            .until(() -> store.health().state() == State.ACCEPTING);
      }
      Outcome last = new Outcome();
      assertThat(archive.append(append(++id, last))).isEqualTo(Offer.ACCEPTED);
      assertThat(last.await()).isEqualTo("committed");
      Set<Long> there =
          Set.copyOf(
              ((ArchivePage) archive.page(ArchiveQuery.first(7, ArchiveFilter.ALL, 1000)))
                  .entries().stream().map(ArchiveEntry::id).toList());
      for (int i = 0; i < outcomes.size(); i++) {
        if (outcomes.get(i).await().equals("committed")) {
          assertThat(there).contains(i + 1L);
        }
      }
    }
  }

  @Test
  void databaseIsOpenedByOneAtATimeAndOnlyMadeWhereAllowed(PostgresqlServer server) {
    String url = server.createDatabase();
    StoreOptions existing = StoreOptions.standard().with(Opening.OPEN_EXISTING);
    assertThatThrownBy(() -> new PostgresqlStore(url, "viavai", "", existing))
        .isInstanceOf(StoreUnavailable.class)
        .hasMessageContaining("there is no store");
    try (PostgresqlStore _ = new PostgresqlStore(url, "viavai", "", StoreOptions.standard())) {
      assertThatThrownBy(() -> new PostgresqlStore(url, "viavai", "", existing))
          .isInstanceOf(StoreUnavailable.class)
          .hasMessageContaining("in use by the session");
    }
    new PostgresqlStore(url, "viavai", "", existing).close();
  }
}
