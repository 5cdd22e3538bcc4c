package im.viavai.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// `serve`.
@Command(
    name = "serve",
    description = {
      "Run the server in the foreground until SIGTERM, SIGINT or 'stop'.",
      "The first start makes the data folder, a commented viavai.toml, a small certificate authority and a certificate, and"
          + " prints how to go on."
    })
final class Serve implements Callable<Integer> {
  private final Context context;
  @Mixin private ServerOptions server = new ServerOptions();

  Serve(Context context) {
    this.context = context;
  }

  @Override
  public Integer call() {
    return context.installation().serve(server.folder(), context.terminal());
  }
}
