package im.viavai.cli;

import java.nio.file.Files;
import java.nio.file.Path;
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
    // The socket is the last thing that a server removes.
    Path socket = server.folder().data().resolve("viavai.sock");
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (Files.exists(socket)) {
      if (System.nanoTime() - end > 0) {
        context.terminal().err().println("It did not end within " + PATIENCE.toSeconds() + " s.");
        return AdminChannel.FAILED;
      }
      Thread.sleep(Duration.ofMillis(20));
    }
    context.terminal().out().println("Stopped.");
    return AdminChannel.DONE;
  }
}
