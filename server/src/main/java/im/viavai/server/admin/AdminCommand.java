package im.viavai.server.admin;

import java.io.IOException;

/// A command of the operator. Runs on a virtual thread of its own, or in the operator's process
/// while the server is stopped; several may run at once.
public interface AdminCommand {
  /// The words of the command with single spaces, such as `account add`.
  String name();

  /// Does it.
  ///
  /// @param call the arguments, and the way to the operator's terminal
  /// @return how it ended
  /// @throws IOException when the operator went away
  /// @throws InterruptedException when the server stops
  Exit run(AdminCall call) throws IOException, InterruptedException;
}
