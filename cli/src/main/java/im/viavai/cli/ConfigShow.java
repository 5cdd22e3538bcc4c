package im.viavai.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// `config show`.
@Command(
    name = "show",
    description =
        "Print every setting as it is in force: from the file, from the environment, or the default.")
final class ConfigShow implements Callable<Integer> {
  private final Context context;
  @Mixin private ServerOptions server = new ServerOptions();

  ConfigShow(Context context) {
    this.context = context;
  }

  @Override
  public Integer call() {
    return context.installation().showConfig(server.folder(), context.terminal());
  }
}
