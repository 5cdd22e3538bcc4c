package im.viavai.cli;

import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/// `admin grant`.
@Command(
    name = "grant",
    description = "Make an account an administrator of the server.",
    footer = {"", "Example: ./viavai admin grant juliet@localhost"})
final class AdminGrant implements Callable<Integer> {
  private final Context context;
  @Mixin private ServerOptions server = new ServerOptions();

  @Parameters(paramLabel = "JID", description = "The whole address of the account.")
  private String address = "";

  AdminGrant(Context context) {
    this.context = context;
  }

  @Override
  public Integer call() {
    return context.call(server, "admin grant", List.of(address), AdminChannel.Input.NONE);
  }
}
