package im.viavai.cli;

import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/// `session list`.
@Command(
    name = "list",
    description = "Print the sessions: of everybody, of a domain, or of one account.")
final class SessionList implements Callable<Integer> {
  private final Context context;
  @Mixin private ServerOptions server = new ServerOptions();

  @Parameters(paramLabel = "JID", arity = "0..1", description = "A domain or an address.")
  private String address = "";

  SessionList(Context context) {
    this.context = context;
  }

  @Override
  public Integer call() {
    return context.call(
        server,
        "session list",
        address.isEmpty() ? List.of() : List.of(address),
        AdminChannel.Input.NONE);
  }
}
