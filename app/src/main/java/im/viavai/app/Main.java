package im.viavai.app;

import im.viavai.cli.Cli;
import im.viavai.cli.Terminal;

/// The program `viavai`.
public final class Main {
  private Main() {}

  /// Runs the subcommand that the arguments name, and ends the process with its exit code.
  public static void main(String... arguments) {
    System.exit(new Cli(new Program(System.getenv()), Terminal.ofProcess()).run(arguments));
  }
}
