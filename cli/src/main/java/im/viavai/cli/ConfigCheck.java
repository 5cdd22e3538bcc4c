package im.viavai.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// `config check`.
@Command(
    name = "check",
    description =
        "Read the configuration and print OK, or every mistake with its line, its column and what to do.")
final class ConfigCheck implements Callable<Integer> {
  private final Context context;
  @Mixin private ServerOptions server = new ServerOptions();

  ConfigCheck(Context context) {
    this.context = context;
  }

  @Override
  public Integer call() {
    return context.installation().checkConfig(server.folder(), context.terminal());
  }
}
