package im.viavai.store.sql;

import com.sun.management.OperatingSystemMXBean;
import im.viavai.store.Append;
import im.viavai.store.ArchiveFilter;
import im.viavai.store.ArchivePage;
import im.viavai.store.ArchiveQuery;
import im.viavai.store.ArchiveStore;
import im.viavai.store.CommitListener;
import im.viavai.store.Store;
import im.viavai.store.StoreMetrics;
import im.viavai.store.StoreOptions;
import im.viavai.store.StoreUnavailable;
import im.viavai.xmpp.Jid;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Semaphore;

/// CPU time of the process for a message kept in two archives, and for a page of 50. Not a test:
/// run its `main` with the number of appends outstanding at a time, the number of messages, of
/// archives, and the bytes of a stanza. CPU counts everything in the process and its system calls;
/// wall time on a shared machine says little.
final class ArchiveBench {
  private static final Set<Append.Flag> SENT = Set.of(Append.Flag.ARCHIVED, Append.Flag.OUTGOING);
  private static final Set<Append.Flag> RECEIVED =
      Set.of(Append.Flag.ARCHIVED, Append.Flag.OFFLINE);

  /// People each one writes to.
  private static final int CIRCLE = 20;

  private final ArchiveStore archive;
  private final Semaphore outstanding;
  private final long[] ids;
  private final Jid[] jids;
  private final byte[] stanza;
  private final Random random = new Random(1);
  private long number;

  private ArchiveBench(ArchiveStore archive, int window, int archives, int bytes) {
    this.archive = archive;
    this.outstanding = new Semaphore(window);
    this.ids = new long[archives];
    this.jids = new Jid[archives];
    for (int i = 0; i < archives; i++) {
      jids[i] = Jid.of("user" + i + "@example.org/phone");
    }
    this.stanza = new byte[bytes];
    random.nextBytes(stanza);
  }

  public static void main(String[] arguments) throws InterruptedException {
    int window = Integer.parseInt(arguments[0]);
    int messages = Integer.parseInt(arguments[1]);
    int archives = Integer.parseInt(arguments[2]);
    int bytes = Integer.parseInt(arguments[3]);
    if (arguments.length > 4) {
      try (PostgresqlServer server =
              PostgresqlServer.start(PostgresqlServer.binaries().orElseThrow());
          Store store =
              new PostgresqlStore(server.createDatabase(), "viavai", "", StoreOptions.standard())) {
        run(store, window, messages, archives, bytes);
      }
      return;
    }
    try (SqliteBackend backend = new SqliteBackend()) {
      try (Store store = backend.open(StoreOptions.standard())) {
        run(store, window, messages, archives, bytes);
      }
    }
  }

  private static void run(Store store, int window, int messages, int archives, int bytes)
      throws InterruptedException {
    ArchiveBench bench = new ArchiveBench(store.port(ArchiveStore.class), window, archives, bytes);
    bench.append(messages / 3);
    StoreMetrics before = store.metrics();
    long wall = System.nanoTime();
    long cpu = cpuNanos();
    bench.append(messages);
    cpu = cpuNanos() - cpu;
    wall = System.nanoTime() - wall;
    StoreMetrics after = store.metrics();
    System.out.printf(
        "window %d, %d archives, %d bytes: %.1f us CPU and %.1f us wall a message, %.1f to a"
            + " commit, commit %d us on average%n",
        window,
        archives,
        bytes,
        cpu / 1e3 / messages,
        wall / 1e3 / messages,
        (double) messages / (after.commits() - before.commits()),
        after.commitMicrosAverage());
    bench.pages(1000);
    cpu = cpuNanos();
    long entries = bench.pages(2000);
    cpu = cpuNanos() - cpu;
    System.out.printf("page of %d: %.1f us CPU%n", entries / 2000, cpu / 1e3 / 2000);
  }

  private static long cpuNanos() {
    return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime();
  }

  private void append(int messages) throws InterruptedException {
    CommitListener listener =
        new CommitListener() {
          @Override
          public void committed() {
            outstanding.release();
          }

          @Override
          public void failed(StoreUnavailable reason) {
            throw reason;
          }
        };
    int window = outstanding.availablePermits();
    for (int i = 0; i < messages; i++) {
      outstanding.acquire();
      int from = random.nextInt(ids.length);
      int to = (from + 1 + random.nextInt(Math.min(CIRCLE, ids.length - 1))) % ids.length;
      String origin = "b8d0a5a0-0000-4000-8000-" + (100_000_000_000L + ++number);
      List<Append.Entry> entries = new ArrayList<>(2);
      entries.add(
          new Append.Entry(from + 1, ++ids[from], jids[to].bare(), SENT, Append.Kind.CHAT, origin));
      entries.add(
          new Append.Entry(to + 1, ++ids[to], jids[from], RECEIVED, Append.Kind.CHAT, origin));
      if (archive.append(new Append(stanza, 1_700_000_000_000L + i, entries, listener))
          != ArchiveStore.Offer.ACCEPTED) {
        throw new IllegalStateException("refused");
      }
    }
    outstanding.acquire(window);
    outstanding.release(window);
  }

  private long pages(int pages) {
    long entries = 0;
    for (int i = 0; i < pages; i++) {
      int which = random.nextInt(ids.length);
      long before = ids[which] < 100 ? Long.MAX_VALUE : 51 + random.nextLong(ids[which] - 50);
      ArchivePage page =
          (ArchivePage) archive.page(ArchiveQuery.before(which + 1, ArchiveFilter.ALL, before, 50));
      entries += page.entries().size();
    }
    return entries;
  }
}
