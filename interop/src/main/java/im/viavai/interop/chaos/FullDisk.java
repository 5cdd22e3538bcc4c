package im.viavai.interop.chaos;

import im.viavai.interop.process.NotPossible;
import im.viavai.interop.process.ServerProcess;
import im.viavai.interop.process.SmallDisk;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The disk fills up, to below what the configuration wants left or to the last byte, and has room
/// again: promise P13. Sometimes the server is killed while there is no room.
final class FullDisk implements Fault {
  private static final int DISK_MIB = 128;
  private static final int LEFT_MIB = 24;

  private @Nullable SmallDisk disk;
  private String story = "";

  @Override
  public ServerProcess prepare(Path data, String config) throws IOException, NotPossible {
    SmallDisk small = new SmallDisk(data, DISK_MIB);
    disk = small;
    String store = "[store]\nminimum_free = \"" + LEFT_MIB + "MiB\"\n";
    return new ServerProcess(small.path(), config + store, small.launcher(), Map.of());
  }

  @Override
  public List<String> strike(Crowd crowd, ServerProcess server) throws Exception {
    SmallDisk full = disk;
    if (full == null) throw new IllegalStateException("not prepared");
    History history = crowd.history();
    List<String> breaches = new ArrayList<>();
    crowd.talk(500);
    boolean brim = crowd.random().nextBoolean();
    boolean killed = crowd.random().nextInt(3) == 0;
    int before = history.refusedCount();
    full.fill(brim ? 0 : (LEFT_MIB - 8L) << 20);
    boolean refuses =
        Crowd.eventually(() -> {
          try {
            crowd.breath();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
          return history.refusedCount() > before + 100;
        });
    if (!refuses) breaches.add("a full disk, and nothing is refused");
    breaches.addAll(crowd.everyday());
    crowd.talk(500);
    int refused = history.refusedCount() - before;
    if (!Set.of("wait/resource-constraint").containsAll(history.errors()))
      breaches.add("refused with " + history.errors());
    if (killed) server.kill();
    full.empty();
    if (killed) {
      crowd.cut();
      server.start();
      crowd.comeBack();
    }
    if (!takesMessages(crowd)) breaches.add("there is room again, and messages are still refused");
    story =
        "a disk filled "
            + (brim ? "to the last byte" : "below the limit")
            + (killed ? ", kill -9 meanwhile" : "")
            + "; refused "
            + refused;
    return breaches;
  }

  /// Whether a message is taken again, soon.
  static boolean takesMessages(Crowd crowd) throws InterruptedException {
    History history = crowd.history();
    int before = history.keptCount();
    return Crowd.eventually(() -> {
      try {
        crowd.breath();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      return history.keptCount() > before + 10;
    });
  }

  @Override
  public String story() {
    return story;
  }

  @Override
  public void close() {
    if (disk != null) disk.close();
  }
}
