package im.viavai.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import im.viavai.xmpp.Jid;
import im.viavai.xmpp.Requirement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What every [ArchiveStore] does.
public abstract class ArchiveStoreContract extends ArchiveContract {
  protected ArchiveStoreContract(Backend backend) {
    super(backend);
  }

  /// An archive of so many entries, one a millisecond.
  private long filled(int entries) {
    long archive = freshKey();
    Outcome last = new Outcome();
    for (int id = 1; id <= entries; id++) {
      last = append("s" + id, id, entry(archive, id, OTHERS.get(id % OTHERS.size()), ARCHIVED));
    }
    assertThat(last.await()).isEqualTo("committed");
    return archive;
  }

  @Test
  void stanzaIsFoundInEachArchiveWithWhatBelongsToIt() {
    long juliet = freshKey();
    long romeo = freshKey();
    Jid phone = Jid.of("romeo@montague.example/phone");
    appendAndWait(
        "<message>\u00e9</message>",
        1234,
        new Append.Entry(juliet, 5, phone, BOTH, Append.Kind.GROUPCHAT, "oid"),
        new Append.Entry(romeo, 9, ROMEO, SENT, Append.Kind.HEADLINE, ""));

    ArchivePage page =
        (ArchivePage) archive().page(ArchiveQuery.first(juliet, ArchiveFilter.ALL, 9));
    assertThat(page.complete()).isTrue();
    ArchiveEntry entry = page.entries().getFirst();
    assertThat(entry.id()).isEqualTo(5);
    assertThat(entry.timestampMillis()).isEqualTo(1234);
    assertThat(entry.with()).isEqualTo(phone);
    assertThat(entry.flags()).isEqualTo(BOTH);
    assertThat(entry.kind()).isEqualTo(Append.Kind.GROUPCHAT);
    assertThat(entry.originId()).isEqualTo("oid");
    assertThat(text(entry.stanza())).isEqualTo("<message>\u00e9</message>");
    ArchiveEntry other =
        ((ArchivePage) archive().page(ArchiveQuery.last(romeo, ArchiveFilter.ALL, 9)))
            .entries()
            .getFirst();
    assertThat(other.id()).isEqualTo(9);
    assertThat(other.flags()).isEqualTo(SENT);
    assertThat(other.kind()).isEqualTo(Append.Kind.HEADLINE);
    assertThat(text(other.stanza())).isEqualTo("<message>\u00e9</message>");
  }

  @Test
  void whatWasCommittedIsThereAfterReopening() {
    Jid jid = account();
    long archive = key(jid);
    for (int id = 1; id <= 30; id++) {
      appendAndWait("s" + id, id, entry(archive, id, ROMEO, ARCHIVED));
    }
    archive().advance(archive, 17);
    reopen();
    assertThat(ids(ArchiveQuery.last(archive, ArchiveFilter.ALL, 3)))
        .containsExactly(28L, 29L, 30L);
    AccountRecord account = port(AccountStore.class).find(jid).orElseThrow();
    assertThat(account.lastArchiveId()).isEqualTo(30);
    assertThat(account.offlineCursor()).isEqualTo(17);
    // And goes on from there.
    appendAndWait("s31", 31, entry(archive, 31, ROMEO, ARCHIVED));
    assertThat(ids(ArchiveQuery.last(archive, ArchiveFilter.ALL, 2))).containsExactly(30L, 31L);
  }

  @Test
  @Requirement(
      document = "XEP-0313",
      section = "4.2",
      quote = "The archive results MUST be sorted in chronological order")
  void pagingVisitsEverythingExactlyOnceInBothDirections() {
    long archive = filled(137);
    for (int max : new int[] {1, 10, 50, 137, 200}) {
      List<Long> seen = new ArrayList<>();
      ArchivePage page;
      long anchor = 0;
      do {
        page =
            (ArchivePage)
                archive().page(ArchiveQuery.after(archive, ArchiveFilter.ALL, anchor, max));
        seen.addAll(ids(page.entries()));
        anchor = seen.getLast();
      } while (!page.complete());
      assertThat(seen).hasSize(137).isSorted();

      seen.clear();
      anchor = Long.MAX_VALUE;
      do {
        page =
            (ArchivePage)
                archive()
                    .page(ArchiveQuery.before(archive, ArchiveFilter.ALL, anchor, max).flipped());
        seen.addAll(ids(page.entries()));
        anchor = seen.getLast();
      } while (!page.complete());
      assertThat(seen.reversed()).hasSize(137).isSorted();
    }
  }

  @Test
  void pageOfNothingTellsTheCount() {
    long archive = filled(12);
    ArchivePage page =
        (ArchivePage) archive().page(ArchiveQuery.first(archive, ArchiveFilter.ALL, 0).counted());
    assertThat(page).isEqualTo(new ArchivePage(List.of(), false, 12, -1));
    assertThat(archive().page(ArchiveQuery.first(freshKey(), ArchiveFilter.ALL, 10).counted()))
        .isEqualTo(new ArchivePage(List.of(), true, 0, -1));
  }

  @Test
  @Requirement(
      document = "XEP-0313",
      section = "4.1.3",
      quote = "is not present in the archive, the server MUST return an item-not-found error")
  @Requirement(
      document = "XEP-0313",
      section = "4.3.2",
      quote =
          "If the UID contained within an <after> or <before> element is not present in the archive,"
              + " the server MUST return an item-not-found error")
  void idsThatAreNotInTheArchiveAreNamed() {
    long archive = filled(5);
    appendAndWait("w", 6, entry(archive, 6, ROMEO, WAITING));
    for (long id : new long[] {6, 7}) {
      ArchiveResult.UnknownId unknown = new ArchiveResult.UnknownId(id);
      ArchiveFilter all = ArchiveFilter.ALL;
      assertThat(archive().page(ArchiveQuery.after(archive, all, id, 3))).isEqualTo(unknown);
      assertThat(archive().page(ArchiveQuery.before(archive, all, id, 3))).isEqualTo(unknown);
      for (ArchiveFilter filter :
          List.of(all.after(id), all.before(id), all.only(List.of(1L, id, 2L)))) {
        assertThat(archive().page(ArchiveQuery.first(archive, filter, 3))).isEqualTo(unknown);
      }
    }
  }

  @Test
  void metadataAreTheEndsOfTheArchive() {
    long archive = filled(5);
    appendAndWait("w", 6, entry(archive, 6, ROMEO, WAITING));
    assertThat(archive().metadata(archive)).hasValue(new ArchiveMetadata(1, 1, 5, 5));
    assertThat(archive().metadata(freshKey())).isEmpty();
  }

  @Test
  void timesThatGoBackwardsChangeNoOrder() {
    long archive = freshKey();
    long[] times = {1000, 5000, 50, 9_000_000, 2000, 3000};
    for (int i = 0; i < times.length; i++) {
      appendAndWait("s", times[i], entry(archive, i + 1, ROMEO, ARCHIVED));
    }
    assertThat(ids(ArchiveQuery.first(archive, ArchiveFilter.ALL, 10)))
        .containsExactly(1L, 2L, 3L, 4L, 5L, 6L);
    assertThat(ids(ArchiveQuery.first(archive, ArchiveFilter.ALL.between(1000, 4000), 10)))
        .containsExactly(1L, 5L, 6L);
    assertThat(ids(ArchiveQuery.last(archive, ArchiveFilter.ALL.between(Long.MIN_VALUE, 1500), 10)))
        .containsExactly(1L, 3L);
  }

  @Test
  void whatWaitsIsDeliveredAboveTheCursorAndGoneBelow() {
    Jid jid = account();
    long archive = key(jid);
    appendAndWait("1", 1, entry(archive, 1, ROMEO, BOTH));
    appendAndWait("2", 2, entry(archive, 2, ROMEO, WAITING));
    appendAndWait("3", 3, entry(archive, 3, ROMEO, SENT));
    appendAndWait("4", 4, entry(archive, 4, ROMEO, WAITING));
    appendAndWait("5", 5, entry(archive, 5, ROMEO, BOTH));
    assertThat(ids(archive().offline(archive, 0, 10))).containsExactly(1L, 2L, 4L, 5L);
    assertThat(ids(archive().offline(archive, 0, 2))).containsExactly(1L, 2L);
    assertThat(ids(archive().offline(archive, 2, 10))).containsExactly(4L, 5L);
    assertThat(archive().countOffline(archive, 0, 100)).isEqualTo(4);
    assertThat(archive().countOffline(archive, 0, 3)).isEqualTo(3);

    archive().advance(archive, 4);
    archive().advance(archive, 2);
    assertThat(ids(archive().offline(archive, 0, 10))).containsExactly(5L);
    assertThat(port(AccountStore.class).find(jid).orElseThrow().offlineCursor()).isEqualTo(4);
    reopen();
    assertThat(ids(archive().offline(archive, 0, 10))).doesNotContain(2L, 4L);
    assertThat(ids(ArchiveQuery.first(archive, ArchiveFilter.ALL, 10))).containsExactly(1L, 3L, 5L);
    assertThat(port(AccountStore.class).find(jid).orElseThrow().offlineCursor()).isEqualTo(4);
  }

  @Test
  void idOfAnEntryThatVanishedIsNotGivenAgain() {
    Jid jid = account();
    long archive = key(jid);
    appendAndWait("1", 1, entry(archive, 1, ROMEO, ARCHIVED));
    appendAndWait("2", 2, entry(archive, 2, ROMEO, WAITING));
    archive().advance(archive, 2);
    reopen();
    assertThat(port(AccountStore.class).find(jid).orElseThrow().lastArchiveId()).isEqualTo(2);
    archive().clear(archive);
    reopen();
    assertThat(port(AccountStore.class).find(jid).orElseThrow().lastArchiveId()).isEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"rare@example.org", "rare@example.org/phone"})
  void contactWhoIsRareIsFoundInALargeArchive(String with) {
    Jid phone = Jid.of("rare@example.org/phone");
    Jid desk = Jid.of("rare@example.org/desk");
    long archive = freshKey();
    Outcome last = new Outcome();
    List<Long> rare = List.of(1L, 1023L, 1024L, 2047L, 2048L, 3072L, 3100L);
    for (long id = 1; id <= 3100; id++) {
      Jid other = id == 1500 ? desk : rare.contains(id) ? phone : ROMEO;
      last = append("s" + id, id, entry(archive, id, other, ARCHIVED));
    }
    assertThat(last.await()).isEqualTo("committed");
    Jid who = Jid.of(with);
    List<Long> all = new ArrayList<>(rare);
    if (who.isBare()) {
      all.add(3, 1500L);
    }
    ArchiveFilter filter = ArchiveFilter.ALL.with(who);
    checkRare(archive, filter, all);
    reopen();
    checkRare(archive, filter, all);
    archive().clear(archive);
    assertThat(ids(ArchiveQuery.first(archive, filter, 9))).isEmpty();
    appendAndWait("again", 1, entry(archive, 3101, phone, ARCHIVED));
    assertThat(ids(ArchiveQuery.first(archive, filter, 9))).containsExactly(3101L);
  }

  private void checkRare(long archive, ArchiveFilter filter, List<Long> all) {
    int size = all.size();
    assertThat(ids(ArchiveQuery.first(archive, filter, 50))).isEqualTo(all);
    assertThat(ids(ArchiveQuery.last(archive, filter, 50))).isEqualTo(all);
    assertThat(ids(ArchiveQuery.last(archive, filter, 2))).isEqualTo(all.subList(size - 2, size));
    assertThat(ids(ArchiveQuery.after(archive, filter, 1024, 50)))
        .isEqualTo(all.stream().filter(id -> id > 1024).toList());
    assertThat(ids(ArchiveQuery.before(archive, filter, 2048, 50)))
        .isEqualTo(all.stream().filter(id -> id < 2048).toList());
    assertThat(ids(ArchiveQuery.first(archive, filter.between(1023, 2047), 50)))
        .isEqualTo(all.stream().filter(id -> id >= 1023 && id <= 2047).toList());
    ArchivePage counted =
        (ArchivePage) archive().page(ArchiveQuery.last(archive, filter, 2).counted());
    assertThat(counted.count()).isEqualTo(size);
    assertThat(counted.index()).isEqualTo(size - 2);
  }

  @Test
  void recentOutgoingAreTheYoungestOfOneself() {
    long archive = freshKey();
    for (int id = 1; id <= 10; id++) {
      appendAndWait("s", id, entry(archive, id, ROMEO, id % 2 == 0 ? SENT : ARCHIVED));
    }
    assertThat(archive().recentOutgoing(archive, 3))
        .containsExactly(
            new SentEntry(10, 10, ROMEO, "o10"),
            new SentEntry(8, 8, ROMEO, "o8"),
            new SentEntry(6, 6, ROMEO, "o6"));
    assertThat(archive().recentOutgoing(freshKey(), 3)).isEmpty();
  }

  @Test
  void entryIsFoundByItsOriginIdWithinADepth() {
    long archive = filled(9);
    assertThat(archive().findByOriginId(archive, "o4", 100).map(e -> text(e.stanza())))
        .hasValue("s4");
    assertThat(archive().findByOriginId(archive, "o4", 6)).isPresent();
    assertThat(archive().findByOriginId(archive, "o4", 5)).isEmpty();
    assertThat(archive().findByOriginId(archive, "o10", 100)).isEmpty();
  }

  @Test
  void replacedEntryIsATombstoneInItsArchiveOnly() {
    long here = freshKey();
    long there = freshKey();
    appendAndWait("secret", 1, entry(here, 1, ROMEO, ARCHIVED), entry(there, 1, ROMEO, SENT));
    assertThat(archive().replace(here, 1, bytes("gone"))).isTrue();
    assertThat(archive().replace(here, 1, bytes("gone!"))).isTrue();
    assertThat(archive().replace(here, 2, bytes("never"))).isFalse();
    for (int round = 0; round < 2; round++) {
      ArchiveEntry replaced =
          ((ArchivePage) archive().page(ArchiveQuery.first(here, ArchiveFilter.ALL, 5)))
              .entries()
              .getFirst();
      assertThat(text(replaced.stanza())).isEqualTo("gone!");
      assertThat(replaced.flags()).contains(Append.Flag.ARCHIVED, Append.Flag.TOMBSTONE);
      ArchiveEntry kept =
          ((ArchivePage) archive().page(ArchiveQuery.first(there, ArchiveFilter.ALL, 5)))
              .entries()
              .getFirst();
      assertThat(text(kept.stanza())).isEqualTo("secret");
      assertThat(kept.flags()).isEqualTo(SENT);
      reopen();
    }
  }

  @Test
  void oneBadAppendFailsAloneInItsBatch() {
    long archive = filled(3);
    List<Outcome> outcomes = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      // Every tenth uses an id for the second time.
      long id = i % 10 == 5 ? 2 : 10 + i;
      outcomes.add(append("x" + i, 100 + i, entry(archive, id, ROMEO, ARCHIVED)));
    }
    for (int i = 0; i < 60; i++) {
      assertThat(outcomes.get(i).await()).startsWith(i % 10 == 5 ? "failed" : "committed");
    }
    assertThat(ids(ArchiveQuery.first(archive, ArchiveFilter.ALL, 100))).hasSize(57);
    assertThat(store().health().state()).isEqualTo(StoreHealth.State.ACCEPTING);
    ArchivePage second =
        (ArchivePage)
            archive().page(ArchiveQuery.first(archive, ArchiveFilter.ALL.only(List.of(2L)), 5));
    assertThat(text(second.entries().getFirst().stanza())).isEqualTo("s2");
  }

  @Test
  void fullQueueRefusesAndTellsWhenThereIsRoom() {
    long archive = freshKey();
    boolean full = false;
    AtomicInteger told = new AtomicInteger();
    List<Outcome> outcomes = new ArrayList<>();
    long id = 0;
    // Listeners hold the writer up, so that the queue fills.
    CountDownLatch gate = new CountDownLatch(1);
    CommitListener slow =
        new CommitListener() {
          @Override
          public void committed() {
            try {
              gate.await();
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
          }

          @Override
          public void failed(StoreUnavailable reason) {}
        };
    assertThat(
            archive()
                .append(
                    new Append(
                        bytes("s"), 1, List.of(entry(archive, ++id, ROMEO, ARCHIVED)), slow)))
        .isEqualTo(ArchiveStore.Offer.ACCEPTED);
    while (!full) {
      Outcome outcome = new Outcome();
      Append append =
          new Append(bytes("s"), 1, List.of(entry(archive, ++id, ROMEO, ARCHIVED)), outcome);
      switch (archive().append(append)) {
        case ACCEPTED -> outcomes.add(outcome);
        case FULL -> {
          full = true;
          assertThat(archive().hasRoom()).isFalse();
          archive().whenRoom(told::incrementAndGet);
          assertThat(told.get()).isZero();
          assertThat(outcome.isOver()).isFalse();
        }
        case UNAVAILABLE -> throw new AssertionError("unavailable");
      }
      assertThat(outcomes.size()).isLessThanOrEqualTo(options().queueOperations() + 512);
    }
    gate.countDown();
    outcomes.forEach(outcome -> assertThat(outcome.await()).isEqualTo("committed"));
    await().untilAsserted(() -> assertThat(told.get()).isEqualTo(1));
    assertThat(archive().hasRoom()).isTrue();
    archive().whenRoom(told::incrementAndGet);
    assertThat(told.get()).isEqualTo(2);
    assertThat(store().metrics().refusedOffers()).isPositive();
  }
}
