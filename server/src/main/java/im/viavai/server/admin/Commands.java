package im.viavai.server.admin;

import im.viavai.xmpp.Boundary;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Runs commands, and turns a mistake of ours in one of them into an answer for the operator.
@Boundary("a command that fails ends its own call, not the server")
public final class Commands {
  private static final Logger log = LoggerFactory.getLogger(Commands.class);

  private Commands() {}

  /// Runs `command`; an unchecked exception is logged once and reported as [Exit#FAILED].
  ///
  /// @throws IOException when the operator went away
  /// @throws InterruptedException when the server stops
  public static Exit guarded(AdminCommand command, AdminCall call)
      throws IOException, InterruptedException {
    try {
      return command.run(call);
    } catch (RuntimeException e) {
      log.atError().addKeyValue("command", command.name()).setCause(e).log("admin_command_failed");
      call.complain("The command failed: " + e + ". The server's log has more.");
      return Exit.FAILED;
    }
  }
}
