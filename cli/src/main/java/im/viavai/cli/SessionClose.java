package im.viavai.cli;

import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/// `session close`.
@Command(name = "close", description = "Close one session, or all sessions of an account.")
final class SessionClose implements Callable<Integer> {
  private final Context context;
  @Mixin private ServerOptions server = new ServerOptions();

  @Parameters(
      paramLabel = "JID",
      description =
          "An address with its resource for one session, without it for all of the account.")
  private String address = "";

  SessionClose(Context context) {
    this.context = context;
  }

  @Override
  public Integer call() {
    return context.call(server, "session close", List.of(address), AdminChannel.Input.NONE);
  }
}
