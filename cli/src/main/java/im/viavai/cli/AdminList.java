package im.viavai.cli;

import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// `admin list`.
@Command(name = "list", description = "Print the addresses of all administrators.")
final class AdminList implements Callable<Integer> {
  private final Context context;
  @Mixin private ServerOptions server = new ServerOptions();

  AdminList(Context context) {
    this.context = context;
  }

  @Override
  public Integer call() {
    return context.call(server, "admin list", List.of(), AdminChannel.Input.NONE);
  }
}
