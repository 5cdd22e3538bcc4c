package im.viavai.store;

import static org.assertj.core.api.Assertions.assertThat;

import im.viavai.xmpp.Jid;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// What every [ArchiveStore] deletes by the rules of retention, and what it keeps.
public abstract class ArchivePurgeContract extends ArchiveContract {
  protected ArchivePurgeContract(Backend backend) {
    super(backend);
  }

  @Test
  void purgeFollowsTheRuleOfTheAccountThenItsDomainThenTheStandard() {
    Jid own = Jid.of(freshJid().localpart() + "@own.example");
    Jid domain = Jid.of(freshJid().localpart() + "@own.example");
    Jid standard = freshJid();
    Jid forever = freshJid();
    Map<Jid, Long> archives = new HashMap<>();
    for (Jid jid : List.of(own, domain, standard, forever)) {
      port(AccountStore.class).create(jid, List.of());
      archives.put(jid, key(jid));
    }
    long now = clock.millis();
    for (int id = 1; id <= 10; id++) {
      long age = Duration.ofDays(10 - id).toMillis() + 1000;
      appendAndWait(
          "s" + id,
          now - age,
          archives.values().stream().map(new EntryOf(id)::in).toArray(Append.Entry[]::new));
    }
    archive()
        .purge(
            new Retention(
                Duration.ofDays(7),
                Map.of("own.example", Duration.ofDays(5)),
                Map.of(own, Duration.ofDays(3), forever, Retention.FOREVER),
                Retention.FOREVER));
    Map<Jid, Integer> left = new HashMap<>();
    archives.forEach(
        (jid, key) -> left.put(jid, ids(ArchiveQuery.first(key, ArchiveFilter.ALL, 50)).size()));
    assertThat(left).isEqualTo(Map.of(own, 3, domain, 5, standard, 7, forever, 10));
    // The bodies that nobody has any more are gone, those that somebody has are not.
    assertThat(ids(ArchiveQuery.first(key(forever), ArchiveFilter.ALL, 50))).hasSize(10);
    assertThat(port(AccountStore.class).find(own).orElseThrow().lastArchiveId()).isEqualTo(10);
  }

  private record EntryOf(long id) {
    Append.Entry in(long archive) {
      return entry(archive, id, ROMEO, ARCHIVED);
    }
  }

  @Test
  void purgeLeavesWhatWaitsToBeDelivered() {
    long archive = freshKey();
    long now = clock.millis();
    appendAndWait("1", now - 9000, entry(archive, 1, ROMEO, BOTH));
    appendAndWait("2", now - 9000, entry(archive, 2, ROMEO, BOTH));
    appendAndWait("3", now - 5000, entry(archive, 3, ROMEO, WAITING));
    archive().advance(archive, 1);
    reopen();
    archive().purge(Retention.of(Duration.ofSeconds(1)));
    assertThat(ids(archive().offline(archive, 0, 10))).containsExactly(2L, 3L);
    archive()
        .purge(new Retention(Duration.ofSeconds(1), Map.of(), Map.of(), Duration.ofSeconds(7)));
    assertThat(ids(archive().offline(archive, 0, 10))).containsExactly(3L);
  }

  @Test
  void purgeWorksInSlicesBetweenWhichAppendsAreCommitted() throws InterruptedException {
    long archive = freshKey();
    Outcome last = new Outcome();
    for (int id = 1; id <= 6000; id++) {
      last = append("s" + id, 1, entry(archive, id, ROMEO, ARCHIVED));
    }
    assertThat(last.await()).isEqualTo("committed");
    long other = freshKey();
    List<PurgeReport> reports = new ArrayList<>();
    Thread purge =
        Thread.ofVirtual().start(() -> reports.add(archive().purge(Retention.of(Duration.ZERO))));
    int appended = 0;
    while (purge.isAlive()) {
      appended++;
      appendAndWait("n", clock.millis() + 1, entry(other, appended, ROMEO, ARCHIVED));
    }
    purge.join();
    PurgeReport report = reports.getFirst();
    assertThat(report.slices()).isGreaterThanOrEqualTo(6000 / 256);
    // Never more than one slice between two commits of somebody else.
    assertThat((long) appended).isGreaterThanOrEqualTo(report.slices() - 1);
    assertThat(archive().metadata(archive)).isEmpty();
    assertThat(ids(ArchiveQuery.first(other, ArchiveFilter.ALL, 1000)).size())
        .isEqualTo(Math.min(1000, appended));
  }
}
