package im.viavai.cli;

import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/// `admin revoke`.
@Command(
    name = "revoke",
    description = {
      "Take the role of administrator from an account.",
      "It may be the last one: then it says so, and admin grant or invite --admin makes another."
    },
    footer = {"", "Example: ./viavai admin revoke juliet@localhost"})
final class AdminRevoke implements Callable<Integer> {
  private final Context context;
  @Mixin private ServerOptions server = new ServerOptions();

  @Parameters(paramLabel = "JID", description = "The whole address of the account.")
  private String address = "";

  AdminRevoke(Context context) {
    this.context = context;
  }

  @Override
  public Integer call() {
    return context.call(server, "admin revoke", List.of(address), AdminChannel.Input.NONE);
  }
}
