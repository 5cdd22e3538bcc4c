package im.viavai.interop.chaos;

import im.viavai.interop.process.NotPossible;
import im.viavai.interop.process.Preload;
import im.viavai.interop.process.ServerProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// fsync fails, once or for good: nothing that was sent after is acknowledged without an error, and
/// a new process goes on from what is on the disk (fault F3, promise P1).
final class FailingSyncs implements Fault {
  private @Nullable Preload preload;
  private String story = "";

  @Override
  public ServerProcess prepare(Path data, String config) throws IOException, NotPossible {
    Preload between = new Preload(data.resolveSibling("faults"));
    preload = between;
    return new ServerProcess(data, config, List.of(), between.environment());
  }

  @Override
  public List<String> strike(Crowd crowd, ServerProcess server) throws Exception {
    Preload between = preload;
    if (between == null) throw new IllegalStateException("not prepared");
    History history = crowd.history();
    List<String> breaches = new ArrayList<>();
    crowd.talk(500);
    boolean once = crowd.random().nextBoolean();
    boolean graceful = crowd.random().nextInt(3) == 0;
    long failures = between.failedSyncs();
    int refusedBefore = history.refusedCount();
    if (once) between.failSyncs(1);
    else between.failAllSyncs();
    while (between.failedSyncs() == failures) crowd.breath();
    Set<Op> before = new HashSet<>(history.all());
    crowd.talk(500);
    if (!Crowd.eventually(() -> history.refusedCount() > refusedBefore))
      breaches.add("fsync fails, and nothing is refused");
    breaches.addAll(crowd.everyday());
    for (Op op : history.all()) {
      if (!before.contains(op) && history.isAcked(op))
        breaches.add("acknowledged after a failed fsync: " + op);
    }
    if (!Set.of("wait/resource-constraint").containsAll(history.errors()))
      breaches.add("refused with " + history.errors());
    if (server.metric("viavai_store_commits_failed_total") < 1)
      breaches.add("the metrics know of no failed commit");
    int refused = history.refusedCount() - refusedBefore;
    if (graceful) server.stop();
    else server.kill();
    between.healSyncs();
    crowd.cut();
    server.start();
    crowd.comeBack();
    if (!FullDisk.takesMessages(crowd)) breaches.add("a new process still refuses messages");
    story =
        (once ? "fsync failed once" : "fsync failed again and again")
            + ", then "
            + (graceful ? "SIGTERM" : "kill -9")
            + "; refused "
            + refused;
    return breaches;
  }

  @Override
  public String story() {
    return story;
  }

  @Override
  public void close() {
    if (preload != null) preload.healSyncs();
  }
}
