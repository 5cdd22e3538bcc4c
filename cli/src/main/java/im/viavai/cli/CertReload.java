package im.viavai.cli;

import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// `cert reload`.
@Command(
    name = "reload",
    description = "Read the certificates again. New connections use them; open ones go on.")
final class CertReload implements Callable<Integer> {
  private final Context context;
  @Mixin private ServerOptions server = new ServerOptions();

  CertReload(Context context) {
    this.context = context;
  }

  @Override
  public Integer call() {
    return context.call(server, "cert reload", List.of(), AdminChannel.Input.NONE);
  }
}
