package im.viavai.store.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import im.viavai.store.AccountStore;
import im.viavai.store.Append;
import im.viavai.store.ArchiveEntry;
import im.viavai.store.ArchiveFilter;
import im.viavai.store.ArchivePage;
import im.viavai.store.ArchiveQuery;
import im.viavai.store.ArchiveStore;
import im.viavai.store.ArchiveStore.Offer;
import im.viavai.store.CommitListener;
import im.viavai.store.Outcome;
import im.viavai.store.PreferenceStore;
import im.viavai.store.Retention;
import im.viavai.store.Store;
import im.viavai.store.StoreHealth.State;
import im.viavai.store.StoreOptions;
import im.viavai.store.StoreUnavailable;
import im.viavai.xmpp.Jid;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What the embedded store does when the disk fails or is full.
class SqliteFaultTest {
  private static final Jid ROMEO = Jid.of("romeo@montague.example");

  private final AtomicReference<FaultyDatabase> faults = new AtomicReference<>();
  private final AtomicReference<Sql> writerSql = new AtomicReference<>();
  private Path folder = Path.of("");

  @SuppressWarnings("NullAway.Init") // opened before each test
  private Store store;

  @BeforeEach
  void open(@TempDir Path temporary) {
    folder = temporary.resolve("data");
    store = openStore();
  }

  private Store openStore() {
    return new SqliteStore(
        folder,
        StoreOptions.standard(),
        real -> {
          FaultyDatabase faulty =
              new FaultyDatabase(real) {
                @Override
                public Sql openWriter() throws SQLException {
                  Sql sql = super.openWriter();
                  writerSql.set(sql);
                  return sql;
                }
              };
          faults.set(faulty);
          return faulty;
        },
        new LogPlacing.Pace(20, 5));
  }

  @AfterEach
  void close() {
    store.close();
  }

  private ArchiveStore archive() {
    return store.port(ArchiveStore.class);
  }

  private Append append(long id, CommitListener listener) {
    return new Append(
        "<message/>".getBytes(StandardCharsets.UTF_8),
        id,
        List.of(
            new Append.Entry(
                7, id, ROMEO, Set.of(Append.Flag.ARCHIVED), Append.Kind.CHAT, "o" + id)),
        listener);
  }

  private String appendAndWait(long id) {
    Outcome outcome = new Outcome();
    assertThat(archive().append(append(id, outcome))).isEqualTo(Offer.ACCEPTED);
    return outcome.await();
  }

  private List<Long> ids() {
    return ((ArchivePage) archive().page(ArchiveQuery.first(7, ArchiveFilter.ALL, 1000)))
        .entries().stream().map(ArchiveEntry::id).toList();
  }

  private FaultyDatabase fault() {
    return Objects.requireNonNull(faults.get());
  }

  @Test
  void failedCommitIsToldToEverybodyInItAndNothingIsAcceptedUntilReopened() throws Exception {
    assertThat(appendAndWait(1)).isEqualTo("committed");
    // Holds the writer, so that the next ones share a transaction.
    CountDownLatch gate = new CountDownLatch(1);
    Outcome held = new Outcome();
    archive()
        .append(
            append(
                2,
                new CommitListener() {
                  @Override
                  public void committed() {
                    try {
                      gate.await();
                    } catch (InterruptedException e) {
                      Thread.currentThread().interrupt();
                    }
                    held.committed();
                  }

                  @Override
                  public void failed(StoreUnavailable reason) {
                    held.failed(reason);
                  }
                }));
    await().until(() -> ids().contains(2L));
    List<Outcome> outcomes = new ArrayList<>();
    for (long id = 3; id < 23; id++) {
      outcomes.add(new Outcome());
      archive().append(append(id, outcomes.getLast()));
    }
    fault().fail(Database.Failure.LOST, 1);
    gate.countDown();
    assertThat(held.await()).isEqualTo("committed");
    for (Outcome outcome : outcomes) {
      assertThat(outcome.await()).startsWith("failed").contains("until the store is opened again");
    }
    assertThat(store.health().state()).isEqualTo(State.FAILED);
    assertThat(archive().append(append(50, new Outcome()))).isEqualTo(Offer.UNAVAILABLE);
    assertThat(archive().hasRoom()).isFalse();
    assertThatThrownBy(() -> store.port(AccountStore.class).create(ROMEO, List.of()))
        .isInstanceOf(StoreUnavailable.class);
    assertThat(ids()).containsExactly(1L, 2L);
    // It stays so: after a failed fsync nobody can tell what the disk has.
    Thread.sleep(1500);
    assertThat(store.health().state()).isEqualTo(State.FAILED);

    store.close();
    store = openStore();
    assertThat(ids()).containsExactly(1L, 2L);
    assertThat(appendAndWait(3)).isEqualTo("committed");
  }

  @Test
  void refusedCommitEndsByItself() {
    assertThat(appendAndWait(1)).isEqualTo("committed");
    fault().fail(Database.Failure.REFUSED, 2);
    assertThat(appendAndWait(2)).startsWith("failed");
    assertThat(store.health().state()).isEqualTo(State.FULL);
    assertThat(ids()).containsExactly(1L);
    await().until(() -> store.health().state() == State.ACCEPTING);
    assertThat(appendAndWait(3)).startsWith("failed");
    await().until(() -> store.health().state() == State.ACCEPTING);
    assertThat(appendAndWait(4)).isEqualTo("committed");
    assertThat(ids()).containsExactly(1L, 4L);
    assertThat(store.metrics().failedCommits()).isEqualTo(2);
  }

  @Test
  void fullDiskRefusesWritesServesReadsAndEnds() throws Exception {
    long id = 1;
    assertThat(appendAndWait(id)).isEqualTo("committed");
    // The database itself: no page more than there are.
    Sql sql = Objects.requireNonNull(writerSql.get());
    fault().refuse("wait");
    await().until(() -> store.health().state() == State.FULL);
    // The writer rests now, so its connection may be used from here.
    sql.execute("PRAGMA max_page_count = " + sql.number("PRAGMA page_count").orElseThrow());
    fault().refuse("");
    await().until(() -> store.health().state() == State.ACCEPTING);

    List<Long> kept = new ArrayList<>(List.of(1L));
    String end = "committed";
    while (end.equals("committed")) {
      end = appendAndWait(++id);
      if (end.equals("committed")) {
        kept.add(id);
      }
      assertThat(id).isLessThan(10_000);
    }
    assertThat(end).contains("full");
    assertThat(store.health().state()).isEqualTo(State.FULL);
    assertThat(ids()).isEqualTo(kept);

    sql.execute("PRAGMA max_page_count = 1000000");
    await().until(() -> store.health().state() == State.ACCEPTING);
    assertThat(appendAndWait(++id)).isEqualTo("committed");
    kept.add(id);
    assertThat(ids()).isEqualTo(kept);
    store.close();
    store = openStore();
    assertThat(ids()).isEqualTo(kept);
  }

  @Test
  void littleRoomRefusesWhatTakesRoomAndAllowsWhatGivesIt() {
    assertThat(appendAndWait(1)).isEqualTo("committed");
    assertThat(store.port(AccountStore.class).create(ROMEO, List.of())).isTrue();
    fault().refuse("nearly full");
    await().until(() -> store.health().state() == State.FULL);
    assertThat(archive().append(append(2, new Outcome()))).isEqualTo(Offer.UNAVAILABLE);
    PreferenceStore preferences = store.port(PreferenceStore.class);
    assertThatThrownBy(() -> preferences.save(1, "a", "b"))
        .isInstanceOf(StoreUnavailable.class)
        .hasMessageContaining("nearly full");
    assertThat(ids()).containsExactly(1L);
    assertThat(archive().clear(7).entries()).isEqualTo(1);
    assertThat(ids()).isEmpty();
    assertThat(store.port(AccountStore.class).remove(ROMEO)).isTrue();
    archive().purge(Retention.of(Duration.ofDays(1)));
    fault().refuse("");
    await().until(() -> store.health().state() == State.ACCEPTING);
    assertThat(appendAndWait(2)).isEqualTo("committed");
  }

  @Test
  void listenerThatThrowsHarmsNobody() {
    archive()
        .append(
            append(
                1,
                new CommitListener() {
                  @Override
                  public void committed() {
                    throw new IllegalStateException("a listener's own mistake");
                  }

                  @Override
                  public void failed(StoreUnavailable reason) {}
                }));
    assertThat(appendAndWait(2)).isEqualTo("committed");
    assertThat(ids()).containsExactly(1L, 2L);
  }

  @Test
  void callThatWouldWaitForItselfIsRefused() {
    AtomicReference<RuntimeException> thrown = new AtomicReference<>();
    Outcome outcome = new Outcome();
    archive()
        .append(
            append(
                1,
                new CommitListener() {
                  @Override
                  public void committed() {
                    try {
                      store.port(PreferenceStore.class).save(1, "a", "b");
                    } catch (IllegalStateException e) {
                      thrown.set(e);
                    }
                    outcome.committed();
                  }

                  @Override
                  public void failed(StoreUnavailable reason) {}
                }));
    outcome.await();
    assertThat(thrown.get()).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void whatIsQueuedWhenTheStoreClosesIsCommitted() {
    List<Outcome> outcomes = new ArrayList<>();
    for (long id = 1; id <= 3000; id++) {
      outcomes.add(new Outcome());
      assertThat(archive().append(append(id, outcomes.getLast()))).isEqualTo(Offer.ACCEPTED);
    }
    store.port(PreferenceStore.class).saveLater(1, "last", "words");
    store.close();
    assertThat(outcomes).allMatch(Outcome::isOver);
    assertThat(archive().append(append(4000, new Outcome()))).isEqualTo(Offer.UNAVAILABLE);
    assertThatThrownBy(this::ids)
        .isInstanceOf(StoreUnavailable.class)
        .hasMessageContaining("closed");
    store = openStore();
    assertThat(outcomes.stream().map(Outcome::await)).containsOnly("committed");
    assertThat(archive().metadata(7).orElseThrow().lastId()).isEqualTo(3000);
    assertThat(store.port(PreferenceStore.class).load(1, "last")).hasValue("words");
  }
}
