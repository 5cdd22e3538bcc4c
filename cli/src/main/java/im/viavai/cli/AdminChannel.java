package im.viavai.cli;

import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A way to run the server's own commands.
public interface AdminChannel {
  /// Exit code: it did what it was asked for.
  int DONE = 0;

  /// Exit code: it could not; standard error says why.
  int FAILED = 1;

  /// Exit code: the command or its arguments were wrong.
  int USAGE = 2;

  /// Exit code: the server did not answer, or the command needs a running server and there is none.
  int UNREACHABLE = 3;

  /// Exit code: the configuration is wrong.
  int CONFIG = 4;

  /// Runs a command and waits for its end.
  ///
  /// @param command its words with single spaces
  /// @param arguments what stands behind them
  /// @param input lines it may read; passwords come this way
  /// @param terminal where its lines go
  /// @return the exit code
  /// @throws IOException when the way to the server broke
  int call(String command, List<String> arguments, Input input, Terminal terminal)
      throws IOException;

  /// Lines of input.
  @FunctionalInterface
  interface Input {
    /// No input at all.
    Input NONE = () -> null;

    /// The next line, or null when there is no more.
    @Nullable String nextLine() throws IOException;

    /// One line.
    static Input of(String line) {
      var lines = List.of(line).iterator();
      return () -> lines.hasNext() ? lines.next() : null;
    }
  }
}
