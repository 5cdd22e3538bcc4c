package im.viavai.store;

import static org.assertj.core.api.Assertions.assertThat;

import im.viavai.store.UploadRecord.State;
import im.viavai.store.UploadStore.Allowance;
import im.viavai.store.UploadStore.Reservation;
import im.viavai.xmpp.Jid;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// What every [UploadStore] does.
public abstract class UploadStoreContract extends StoreContract {
  private static final Allowance ANY = new Allowance(Long.MAX_VALUE, Integer.MAX_VALUE, 0);
  private final UploadStore uploads = port(UploadStore.class);
  private int ids;

  protected UploadStoreContract(Backend backend) {
    super(backend);
  }

  private UploadRecord slot(long account, long bytes, long created, long expires) {
    String id = "id" + account + "x" + ids++;
    return new UploadRecord(
        id, account, "message", "a b", "", bytes, created, created + 10, expires, State.SLOT);
  }

  private UploadRecord stored(long account, long bytes, long created, long expires) {
    UploadRecord slot = slot(account, bytes, created, expires);
    uploads.reserve(slot, ANY);
    uploads.begin(slot.id(), "image/png");
    assertThat(uploads.complete(slot.id(), created)).isTrue();
    return slot;
  }

  @Test
  void aSlotBecomesAFile() {
    UploadRecord slot = slot(freshKey(), 5, 100, 1000);
    assertThat(uploads.reserve(slot, ANY)).isEqualTo(new Reservation.Reserved());
    assertThat(uploads.find(slot.id())).hasValue(slot);
    assertThat(uploads.complete(slot.id(), 100)).isFalse();
    assertThat(uploads.begin(slot.id(), "image/png")).isTrue();
    assertThat(uploads.begin(slot.id(), "image/gif")).isFalse();
    assertThat(uploads.complete(slot.id(), 1000)).isFalse();
    assertThat(uploads.complete(slot.id(), 999)).isTrue();
    UploadRecord found = uploads.find(slot.id()).orElseThrow();
    assertThat(found.state()).isEqualTo(State.STORED);
    assertThat(found.type()).isEqualTo("image/png");
    uploads.fail(slot.id()); // too late
    assertThat(uploads.find(slot.id()).orElseThrow().state()).isEqualTo(State.STORED);
    uploads.delete(slot.id());
    assertThat(uploads.find(slot.id())).isEmpty();
    assertThat(uploads.begin("nobody", "")).isFalse();
  }

  @Test
  void aSlotIsUsedOnceHoweverManyTry() throws Exception {
    UploadRecord slot = slot(freshKey(), 5, 100, 1000);
    uploads.reserve(slot, ANY);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Callable<Boolean> use = () -> uploads.begin(slot.id(), "");
      int used = 0;
      for (Future<Boolean> each : threads.invokeAll(Stream.generate(() -> use).limit(8).toList())) {
        used += each.get() ? 1 : 0;
      }
      assertThat(used).isEqualTo(1);
    }
  }

  @Test
  void aQuotaCountsFilesAndOpenSlotsAndSaysWhenThereIsRoom() {
    long account = freshKey();
    stored(account, 40, 100, 500);
    stored(account, 40, 100, 400);
    assertThat(uploads.bytes(account, "message", 101)).isEqualTo(80);
    Allowance hundred = new Allowance(100, 100, 0);
    UploadRecord open = slot(account, 20, 100, 1000); // open until 110
    assertThat(uploads.reserve(open, hundred)).isEqualTo(new Reservation.Reserved());
    assertThat(uploads.reserve(slot(account, 1, 105, 1000), hundred))
        .isEqualTo(new Reservation.OverQuota(OptionalLong.of(110)));
    assertThat(uploads.reserve(slot(account, 50, 105, 1000), hundred))
        .isEqualTo(new Reservation.OverQuota(OptionalLong.of(400)));
    assertThat(uploads.reserve(slot(account, 101, 105, 1000), hundred))
        .isEqualTo(new Reservation.OverQuota(OptionalLong.empty()));
    uploads.fail(open.id());
    assertThat(uploads.reserve(slot(account, 20, 105, Long.MAX_VALUE), hundred))
        .isEqualTo(new Reservation.Reserved());
    assertThat(uploads.bytes(account, "message", 450)).isEqualTo(40);
    assertThat(uploads.bytes(account, "profile", 101)).isZero();
  }

  @Test
  void slotsInATimeAreCountedSpentOnesToo() {
    long account = freshKey();
    Allowance two = new Allowance(1000, 2, 0);
    UploadRecord first = slot(account, 1, 100, 1000);
    uploads.reserve(first, two);
    uploads.reserve(slot(account, 1, 200, 1000), two);
    uploads.fail(first.id());
    assertThat(uploads.reserve(slot(account, 1, 300, 1000), two))
        .isEqualTo(new Reservation.TooMany(100));
    assertThat(uploads.reserve(slot(account, 1, 300, 1000), new Allowance(1000, 2, 100)))
        .isEqualTo(new Reservation.Reserved());
    assertThat(uploads.reserve(slot(account, 1, 300, 1000), new Allowance(1000, 0, 0)))
        .isInstanceOf(Reservation.TooMany.class);
  }

  @Test
  void whatHasExpiredIsListedAndWhatEndedIsDeleted() {
    long account = freshKey();
    UploadRecord old = stored(account, 1, 1100, 2000);
    UploadRecord young = stored(account, 1, 1100, 3000);
    UploadRecord coming = slot(account, 1, 1500, 9000);
    uploads.reserve(coming, ANY);
    uploads.begin(coming.id(), "");
    UploadRecord unused = slot(account, 1, 1500, 9000); // until 1510
    uploads.reserve(unused, ANY);
    assertThat(ids(uploads.expired(2000, 0, 100))).contains(old.id()).doesNotContain(young.id());
    assertThat(ids(uploads.expired(0, 1501, 100))).contains(coming.id()).doesNotContain(old.id());
    assertThat(ids(uploads.expired(0, 1500, 100))).doesNotContain(coming.id());
    assertThat(uploads.expired(4000, 9000, 2)).hasSize(2);
    uploads.deleteEnded(1510, 100);
    assertThat(uploads.find(unused.id())).isPresent();
    assertThat(uploads.deleteEnded(1511, 100)).isPositive();
    assertThat(uploads.find(unused.id())).isEmpty();
    assertThat(uploads.find(young.id())).isPresent();
  }

  private static List<String> ids(List<UploadRecord> some) {
    return some.stream().map(UploadRecord::id).toList();
  }

  @Test
  void theFilesOfARemovedAccountExpireAtOnceAndAreNotForgotten() {
    Jid jid = account();
    long account = key(jid);
    UploadRecord file = stored(account, 1, 100, Long.MAX_VALUE);
    UploadRecord coming = slot(account, 1, 100, Long.MAX_VALUE);
    uploads.reserve(coming, ANY);
    uploads.begin(coming.id(), "");
    port(AccountStore.class).remove(jid);
    assertThat(uploads.complete(coming.id(), 100)).isFalse();
    assertThat(ids(uploads.expired(1, 0, 1000))).contains(file.id(), coming.id());
  }
}
