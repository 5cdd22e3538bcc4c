package im.viavai.app;

import im.viavai.cli.Cli;
import im.viavai.cli.Installation.Folder;
import im.viavai.cli.Terminal;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// The program `viavai`.
public final class Main {
  private Main() {}

  /// Runs the subcommand that the arguments name, and ends the process with its exit code.
  public static void main(String... arguments) {
    System.exit(run(arguments));
  }

  private static int run(String... arguments) {
    if (arguments.length == 1 && arguments[0].equals(StartupCache.TRAINING)) {
      return Training.run(Training.SESSIONS);
    }
    Program program = new Program(System.getenv());
    Terminal terminal = Terminal.ofProcess();
    Folder folder = plainServe(arguments);
    return folder == null
        ? new Cli(program, terminal).run(arguments)
        : program.serve(folder, terminal);
  }

  /// What `serve` was asked for, or null when that is for the library of the command line to find
  /// out. A server starts a quarter of a second sooner without that library.
  private static @Nullable Folder plainServe(String... arguments) {
    if (arguments.length == 0 || !arguments[0].equals("serve") || arguments.length % 2 == 0) {
      return null;
    }
    Path data = Path.of("viavai-data");
    Path config = null;
    for (int i = 1; i < arguments.length; i += 2) {
      switch (arguments[i]) {
        case "--data" -> data = Path.of(arguments[i + 1]);
        case "--config" -> config = Path.of(arguments[i + 1]);
        default -> {
          return null;
        }
      }
    }
    return new Folder(data, config == null ? data.resolve("viavai.toml") : config);
  }
}
