package im.viavai.interop.chaos;

import im.viavai.interop.process.ServerProcess;
import java.nio.file.Path;
import java.util.List;

/// The server is killed at a random moment (`kill -9`, sometimes SIGTERM), and some clients lose
/// their network before: promises P1 to P4 and P11.
final class Kills implements Fault {
  private String story = "";

  @Override
  public ServerProcess prepare(Path data, String config) {
    return new ServerProcess(data, config);
  }

  @Override
  public List<String> strike(Crowd crowd, ServerProcess server) throws InterruptedException {
    boolean graceful = crowd.random().nextInt(5) == 0;
    long millis = 300L + crowd.random().nextInt(1200);
    long end = System.nanoTime() + millis * 1_000_000;
    while (System.nanoTime() < end) {
      crowd.breath();
      if (crowd.random().nextInt(50) == 0) crowd.any().cut();
    }
    if (graceful) server.stop();
    else server.kill();
    crowd.cut();
    server.start();
    story = (graceful ? "SIGTERM" : "kill -9") + " after " + millis + " ms";
    return List.of();
  }

  @Override
  public String story() {
    return story;
  }

  @Override
  public void close() {
    // nothing to put back
  }
}
