package im.viavai.cli;

import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// `status`.
@Command(
    name = "status",
    description = "Tell how the server is: whether it runs, since when, and what it serves.")
final class Status implements Callable<Integer> {
  private final Context context;
  @Mixin private ServerOptions server = new ServerOptions();

  Status(Context context) {
    this.context = context;
  }

  @Override
  public Integer call() {
    return context.call(server, "status", List.of(), AdminChannel.Input.NONE);
  }
}
