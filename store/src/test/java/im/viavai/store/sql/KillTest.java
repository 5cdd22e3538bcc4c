package im.viavai.store.sql;

import static org.assertj.core.api.Assertions.assertThat;

import im.viavai.store.Append;
import im.viavai.store.ArchiveEntry;
import im.viavai.store.ArchiveFilter;
import im.viavai.store.ArchivePage;
import im.viavai.store.ArchiveQuery;
import im.viavai.store.ArchiveStore;
import im.viavai.store.StoreOptions;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `kill -9` in the middle of appends: what was reported as committed is there, once and in order.
/// `-Dviavai.kill.rounds=N` for more rounds; the seed is printed.
class KillTest {
  private static final int ROUNDS = Integer.getInteger("viavai.kill.rounds", 3);

  @Test
  void everythingReportedAsCommittedSurvivesAKill(@TempDir Path folder) throws Exception {
    long seed = Long.getLong("viavai.seed", System.nanoTime());
    System.out.println("-Dviavai.seed=" + seed);
    Random random = new Random(seed);
    List<Set<Long>> reported = new ArrayList<>();
    for (int archive = 0; archive <= AppendUntilKilled.ARCHIVES; archive++) {
      reported.add(new TreeSet<>());
    }
    long next = 1;
    for (int round = 0; round < ROUNDS; round++) {
      Process process = start(folder, random.nextLong(), next);
      kill(process, 200 + random.nextInt(1500), reported);
      next = check(folder, reported) + 1;
    }
  }

  private static Process start(Path folder, long seed, long firstId) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "--enable-native-access=ALL-UNNAMED",
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            AppendUntilKilled.class.getName(),
            folder.toString(),
            Long.toString(seed),
            Long.toString(firstId))
        .redirectError(ProcessBuilder.Redirect.DISCARD)
        .start();
  }

  private static void kill(Process process, int afterLines, List<Set<Long>> reported)
      throws IOException, InterruptedException {
    int lines = 0;
    try (BufferedReader out =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      for (String line = out.readLine(); line != null; line = out.readLine()) {
        String[] part = line.split(" ", -1);
        if (part.length == 2 && part[0].matches("\\d") && part[1].matches("\\d+")) {
          reported.get(Integer.parseInt(part[0])).add(Long.parseLong(part[1]));
          lines++;
        }
        if (lines == afterLines) {
          // Not by the process itself: that would close its output before it is read.
          process.toHandle().destroyForcibly();
        }
      }
    }
    process.waitFor();
    // The last line may have been cut off in the middle of its number: nobody was told of that one.
    assertThat(lines).isGreaterThanOrEqualTo(afterLines);
  }

  /// The highest id anywhere.
  private static long check(Path folder, List<Set<Long>> reported) {
    long highest = 0;
    try (SqliteStore store = new SqliteStore(folder, StoreOptions.standard())) {
      ArchiveStore archive = store.port(ArchiveStore.class);
      for (int key = 1; key <= AppendUntilKilled.ARCHIVES; key++) {
        List<Long> there = ids(archive, key);
        assertThat(there).as("in order and once").isSorted().doesNotHaveDuplicates();
        Set<Long> waiting = new HashSet<>();
        long after = 0;
        List<ArchiveEntry> part = archive.offline(key, after, 1000);
        while (!part.isEmpty()) {
          part.forEach(entry -> waiting.add(entry.id()));
          after = part.getLast().id();
          part = archive.offline(key, after, 1000);
        }
        long cursorAtMost = there.isEmpty() ? 0 : there.getLast() / 2 + 50;
        for (long id : reported.get(key)) {
          if (id % AppendUntilKilled.WAITING_EVERY != 0) {
            assertThat(there).contains(id);
          } else if (id > cursorAtMost) {
            assertThat(waiting).contains(id);
          }
        }
        for (long id : there) {
          highest = Math.max(highest, id);
        }
        for (long id : waiting) {
          highest = Math.max(highest, id);
        }
      }
    }
    return highest;
  }

  private static List<Long> ids(ArchiveStore archive, long key) {
    List<Long> ids = new ArrayList<>();
    ArchivePage page;
    long anchor = 0;
    do {
      page = (ArchivePage) archive.page(ArchiveQuery.after(key, ArchiveFilter.ALL, anchor, 1000));
      for (ArchiveEntry entry : page.entries()) {
        ids.add(entry.id());
        assertThat(entry.flags()).contains(Append.Flag.ARCHIVED);
        assertThat(new String(entry.stanza(), StandardCharsets.UTF_8))
            .isEqualTo("<message>" + entry.id() + "</message>");
      }
      anchor = ids.isEmpty() ? 0 : ids.getLast();
    } while (!page.complete());
    return ids;
  }
}
