package im.viavai.cli;

import java.io.IOException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// How a command gets a password: asked for twice at the terminal, or one line of standard input.
/// Never an argument, which other users of the machine could read.
final class PasswordOptions {
  @Option(
      names = "--password-stdin",
      description = "Read the password from standard input (one line) instead of asking for it.")
  private boolean fromInput;

  /// The password, or null after telling the operator why there is none.
  @Nullable String read(Terminal terminal) {
    String password = fromInput ? readLine(terminal) : askTwice(terminal);
    if (password != null && password.isEmpty()) {
      terminal.err().println("The password is empty.");
      return null;
    }
    return password;
  }

  private static @Nullable String readLine(Terminal terminal) {
    try {
      String line = terminal.in().readLine();
      return line == null ? "" : line;
    } catch (IOException e) {
      terminal.err().println("Standard input cannot be read: " + e.getMessage());
      return null;
    }
  }

  private static @Nullable String askTwice(Terminal terminal) {
    String first = terminal.passwords().ask("Password: ");
    if (first == null) {
      terminal.err().println("There is no terminal to ask for the password; use --password-stdin.");
      return null;
    }
    if (!first.equals(terminal.passwords().ask("Once more: "))) {
      terminal.err().println("The two passwords differ. Nothing was changed.");
      return null;
    }
    return first;
  }
}
