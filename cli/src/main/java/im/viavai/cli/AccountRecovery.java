package im.viavai.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `account recovery`.
@Command(
    name = "recovery",
    description = "Make a code with which somebody who forgot the password sets a new one, once.",
    footer = {"", "Example: ./viavai account recovery juliet@localhost"})
final class AccountRecovery implements Callable<Integer> {
  private final Context context;
  @Mixin private ServerOptions server = new ServerOptions();
  @Mixin private LinkCall link = new LinkCall();

  @Option(
      names = "--expires",
      paramLabel = "TIME",
      description = "How long it holds, such as 3h or 7d (default: lasts in [recovery]).")
  private String expires = "";

  @Parameters(paramLabel = "JID", description = "The address of the account.")
  private String address = "";

  AccountRecovery(Context context) {
    this.context = context;
  }

  @Override
  public Integer call() {
    List<String> arguments = new ArrayList<>(List.of(address));
    if (!expires.isEmpty()) arguments.add("expires=" + expires);
    return link.call(context, server, "account recovery", arguments);
  }
}
