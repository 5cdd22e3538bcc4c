package im.viavai.server.session;

import static org.assertj.core.api.Assertions.assertThat;

import im.viavai.xmpp.Requirement;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class ArchiveIdsTest {
  private final ArchiveIds ids = new ArchiveIds(new byte[32]);

  @Requirement(
      document = "XEP-0313",
      section = "3.1",
      quote = "UID that MUST be unpredictable and unique within the archive")
  @Test
  void neighboursHaveNothingInCommon() {
    Set<String> seen = new HashSet<>();
    for (long id = 1; id <= 2000; id++) {
      String text = ids.text(7, id);
      assertThat(text).matches("[A-Za-z0-9_-]{22}");
      assertThat(seen.add(text)).isTrue();
      assertThat(seen.add(text.substring(0, 8))).isTrue();
      assertThat(seen.add(text.substring(14))).isTrue();
    }
  }

  @Test
  void everyIdComesBack() {
    Random random = new Random(1);
    for (int i = 0; i < 2000; i++) {
      long archive = random.nextLong() >>> 1;
      long id = (random.nextLong() >>> 1) | 1;
      assertThat(ids.parse(archive, ids.text(archive, id))).hasValue(id);
    }
  }

  @Test
  void anIdOfOneArchiveIsNoneOfAnother() {
    assertThat(ids.parse(8, ids.text(7, 1))).isEmpty();
  }

  @Test
  void anIdOfAnotherStoreIsNone() {
    byte[] other = new byte[32];
    other[31] = 1;
    assertThat(new ArchiveIds(other).parse(7, ids.text(7, 1))).isEmpty();
    assertThat(new ArchiveIds(new byte[32]).parse(7, ids.text(7, 1))).hasValue(1); // a restore
  }

  @Test
  void whatWasNeverWrittenHereIsNone() {
    String good = ids.text(7, 42);
    assertThat(ids.parse(7, "")).isEmpty();
    assertThat(ids.parse(7, "42")).isEmpty();
    assertThat(ids.parse(7, good + "A")).isEmpty();
    assertThat(ids.parse(7, good.substring(1))).isEmpty();
    assertThat(ids.parse(7, "é".repeat(22))).isEmpty();
    assertThat(ids.parse(7, ids.text(7, -1))).isEmpty();
    assertThat(ids.parse(7, ids.text(7, 0))).isEmpty();
    for (int i = 0; i < good.length(); i++) { // every other letter at every place
      for (char c = 0; c < 128; c++) {
        if (c == good.charAt(i)) continue;
        String forged = good.substring(0, i) + c + good.substring(i + 1);
        assertThat(ids.parse(7, forged)).as(forged).isEmpty();
      }
    }
  }

  @Test
  void manyThreadsAtOnce() throws InterruptedException {
    Set<Thread> threads = new HashSet<>();
    Set<Long> wrong = java.util.concurrent.ConcurrentHashMap.newKeySet();
    for (int t = 0; t < 40; t++) {
      threads.add(
          Thread.ofVirtual()
              .start(() -> {
                for (long id = 1; id < 500; id++) {
                  if (ids.parse(7, ids.text(7, id)).orElse(0) != id) wrong.add(id);
                }
              }));
    }
    for (Thread thread : threads) thread.join();
    assertThat(wrong).isEmpty();
  }
}
