package im.viavai.cli;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// `stop`.
@Command(
    name = "stop",
    description =
        "Stop the server gracefully and wait for its end. Sessions can be resumed when it is back.")
final class Stop implements Callable<Integer> {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Context context;
  @Mixin private ServerOptions server = new ServerOptions();

  Stop(Context context) {
    this.context = context;
  }

  @Override
  public Integer call() throws InterruptedException {
    int code = context.call(server, "stop", List.of(), AdminChannel.Input.NONE);
    if (code != AdminChannel.DONE) {
      return code;
    }
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (isRunning()) {
      if (System.nanoTime() - end > 0) {
        context.terminal().err().println("It did not end within " + PATIENCE.toSeconds() + " s.");
        return AdminChannel.FAILED;
      }
      Thread.sleep(Duration.ofMillis(20));
    }
    context.terminal().out().println("Stopped.");
    return AdminChannel.DONE;
  }

  /// Whether a process holds the data folder: it gives the lock back last.
  private boolean isRunning() {
    Path lockFile = server.folder().data().resolve("viavai.lock");
    try (FileChannel channel = FileChannel.open(lockFile, StandardOpenOption.WRITE);
        FileLock lock = channel.tryLock()) {
      return lock == null;
    } catch (OverlappingFileLockException _) {
      return true; // held by a server in this process
    } catch (IOException _) {
      return false;
    }
  }
}
