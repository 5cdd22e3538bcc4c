package im.viavai.cli;

import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/// `account remove`.
@Command(
    name = "remove",
    description = {
      "Remove an account with all that is kept for it: roster, archive, vCard and the rest.",
      "It may be the last administrator: then it says so, and admin grant or invite --admin"
          + " makes another."
    })
final class AccountRemove implements Callable<Integer> {
  private final Context context;
  @Mixin private ServerOptions server = new ServerOptions();

  @Parameters(paramLabel = "JID", description = "The address of the account.")
  private String address = "";

  AccountRemove(Context context) {
    this.context = context;
  }

  @Override
  public Integer call() {
    return context.call(server, "account remove", List.of(address), AdminChannel.Input.NONE);
  }
}
