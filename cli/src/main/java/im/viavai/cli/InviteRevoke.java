package im.viavai.cli;

import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/// `invite revoke`.
@Command(name = "revoke", description = "End an invitation.")
final class InviteRevoke implements Callable<Integer> {
  private final Context context;
  @Mixin private ServerOptions server = new ServerOptions();

  @Parameters(paramLabel = "ID", description = "Its id, as the list has it.")
  private String id = "";

  InviteRevoke(Context context) {
    this.context = context;
  }

  @Override
  public Integer call() {
    return context.call(server, "invite revoke", List.of(id), AdminChannel.Input.NONE);
  }
}
