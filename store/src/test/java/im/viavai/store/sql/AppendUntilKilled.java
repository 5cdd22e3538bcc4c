package im.viavai.store.sql;

import im.viavai.store.Append;
import im.viavai.store.ArchiveStore;
import im.viavai.store.CommitListener;
import im.viavai.store.StoreOptions;
import im.viavai.store.StoreUnavailable;
import im.viavai.xmpp.Jid;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.function.UnaryOperator;

/// A process that appends to some archives, moves cursors, and prints `archive id` for each append
/// after its commit, until somebody kills it.
final class AppendUntilKilled {
  static final int ARCHIVES = 5;

  /// Entries with such an id are only there to be delivered.
  static final int WAITING_EVERY = 7;

  /// So often that a kill hits every part of it.
  static final LogPlacing.Pace PACE = new LogPlacing.Pace(40, 6);

  private AppendUntilKilled() {}

  public static void main(String[] arguments) throws InterruptedException {
    Random random = new Random(Long.parseLong(arguments[1]));
    long first = Long.parseLong(arguments[2]);
    PrintStream out = System.out;
    SqliteStore store =
        new SqliteStore(
            Path.of(arguments[0]), StoreOptions.standard(), UnaryOperator.identity(), PACE);
    ArchiveStore archive = store.port(ArchiveStore.class);
    Semaphore outstanding = new Semaphore(30);
    for (long id = first; ; id++) {
      outstanding.acquire();
      long one = 1L + random.nextInt(ARCHIVES);
      long other = 1 + one % ARCHIVES;
      long number = id;
      Set<Append.Flag> flags =
          id % WAITING_EVERY == 0 ? Set.of(Append.Flag.OFFLINE) : Set.of(Append.Flag.ARCHIVED);
      CommitListener print =
          new CommitListener() {
            @Override
            public void committed() {
              out.print(one + " " + number + "\n" + other + " " + number + "\n");
              out.flush();
              outstanding.release();
            }

            @Override
            public void failed(StoreUnavailable reason) {
              throw reason;
            }
          };
      archive.append(
          new Append(
              ("<message>" + id + "</message>").getBytes(StandardCharsets.UTF_8),
              id,
              List.of(entry(one, id, flags), entry(other, id, flags)),
              print));
      if (id % 50 == 0) {
        archive.advance(one, id / 2);
      }
    }
  }

  private static Append.Entry entry(long archive, long id, Set<Append.Flag> flags) {
    return new Append.Entry(
        archive, id, Jid.of("romeo@montague.example"), flags, Append.Kind.CHAT, "o" + id);
  }
}
