package im.viavai.cli;

import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/// `account password`.
@Command(
    name = "password",
    description =
        "Set the password of an account. It is asked for, twice. Sessions of the account stay open.")
final class AccountPassword implements Callable<Integer> {
  private final Context context;
  @Mixin private ServerOptions server = new ServerOptions();
  @Mixin private PasswordOptions passwords = new PasswordOptions();

  @Parameters(paramLabel = "JID", description = "The address of the account.")
  private String address = "";

  AccountPassword(Context context) {
    this.context = context;
  }

  @Override
  public Integer call() {
    String password = passwords.read(context.terminal());
    return password == null
        ? AdminChannel.FAILED
        : context.call(
            server, "account password", List.of(address), AdminChannel.Input.of(password));
  }
}
