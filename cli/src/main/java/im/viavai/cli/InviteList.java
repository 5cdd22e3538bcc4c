package im.viavai.cli;

import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// `invite list`.
@Command(
    name = "list",
    description = "Print the invitations: id, kind, uses left, until when, where, whose.")
final class InviteList implements Callable<Integer> {
  private final Context context;
  @Mixin private ServerOptions server = new ServerOptions();

  InviteList(Context context) {
    this.context = context;
  }

  @Override
  public Integer call() {
    return context.call(server, "invite list", List.of(), AdminChannel.Input.NONE);
  }
}
