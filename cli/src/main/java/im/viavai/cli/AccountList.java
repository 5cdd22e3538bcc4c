package im.viavai.cli;

import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/// `account list`.
@Command(
    name = "list",
    description =
        "Print the addresses of all accounts, or of one domain, or one address if it exists.")
final class AccountList implements Callable<Integer> {
  private final Context context;
  @Mixin private ServerOptions server = new ServerOptions();

  @Parameters(paramLabel = "JID", arity = "0..1", description = "A domain or an address.")
  private String address = "";

  AccountList(Context context) {
    this.context = context;
  }

  @Override
  public Integer call() {
    return context.call(
        server,
        "account list",
        address.isEmpty() ? List.of() : List.of(address),
        AdminChannel.Input.NONE);
  }
}
