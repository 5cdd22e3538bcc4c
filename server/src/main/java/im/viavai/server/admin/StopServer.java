package im.viavai.server.admin;

import java.io.IOException;

/// Stops the server gracefully.
///
/// @param stop asks for the end and returns at once
public record StopServer(Runnable stop) implements AdminCommand {
  @Override
  public String name() {
    return "stop";
  }

  @Override
  public Exit run(AdminCall call) throws IOException {
    call.print("Stopping.");
    stop.run();
    return Exit.DONE;
  }
}
