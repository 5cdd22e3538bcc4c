package im.viavai.cli;

import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/// `account add`.
@Command(
    name = "add",
    description = "Make an account. The password is asked for, twice.",
    footer = {"", "Example: ./viavai account add juliet@localhost"})
final class AccountAdd implements Callable<Integer> {
  private final Context context;
  @Mixin private ServerOptions server = new ServerOptions();
  @Mixin private PasswordOptions passwords = new PasswordOptions();

  @Parameters(paramLabel = "JID", description = "The address, such as juliet@localhost.")
  private String address = "";

  AccountAdd(Context context) {
    this.context = context;
  }

  @Override
  public Integer call() {
    String password = passwords.read(context.terminal());
    return password == null
        ? AdminChannel.FAILED
        : context.call(server, "account add", List.of(address), AdminChannel.Input.of(password));
  }
}
