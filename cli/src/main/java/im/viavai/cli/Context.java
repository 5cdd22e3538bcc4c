package im.viavai.cli;

import java.io.IOException;
import java.util.List;

/// What a command works with.
///
/// @param installation the program
/// @param terminal the operator's terminal
record Context(Installation installation, Terminal terminal) {
  /// Runs a command of the server.
  int call(ServerOptions server, String command, List<String> arguments, AdminChannel.Input input) {
    AdminChannel channel;
    try {
      channel = installation.channel(server.folder());
    } catch (IOException e) {
      terminal.err().println(e.getMessage());
      return AdminChannel.UNREACHABLE;
    }
    try {
      return channel.call(command, arguments, input, terminal);
    } catch (IOException e) {
      terminal.err().println(e.getMessage());
      return AdminChannel.UNREACHABLE;
    }
  }
}
