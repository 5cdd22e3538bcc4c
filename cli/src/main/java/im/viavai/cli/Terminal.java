package im.viavai.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.Console;
import java.io.InputStreamReader;
import java.io.PrintStream;
import org.jspecify.annotations.Nullable;

/// Where a command reads and writes: the operator's terminal, or what a test put in its place.
///
/// @param in standard input
/// @param out standard output
/// @param err standard error
/// @param passwords asks for a password without echo
/// @param output what standard output is
public record Terminal(
    BufferedReader in, PrintStream out, PrintStream err, PasswordPrompt passwords, Output output) {
  /// What standard output is.
  public enum Output {
    /// Somebody sees it.
    SCREEN,
    /// A file, a pipe, a log.
    FILE
  }

  /// Asks for a password without echo.
  @FunctionalInterface
  public interface PasswordPrompt {
    /// The password, or null when there is no terminal to ask at.
    @Nullable String ask(String prompt);
  }

  /// The terminal of this process.
  public static Terminal ofProcess() {
    return new Terminal(
        new BufferedReader(new InputStreamReader(System.in, UTF_8)),
        System.out,
        System.err,
        Terminal::askConsole,
        isScreen() ? Output.SCREEN : Output.FILE);
  }

  /// The same with another standard output.
  Terminal withOut(PrintStream other) {
    return new Terminal(in, other, err, passwords, output);
  }

  @SuppressWarnings("SystemConsoleNull")
  private static boolean isScreen() {
    Console console = System.console();
    return console != null && console.isTerminal();
  }

  @SuppressWarnings("SystemConsoleNull") // null in JDK 25 where standard input is no terminal
  private static @Nullable String askConsole(String prompt) {
    Console console = System.console();
    if (console == null || !console.isTerminal()) {
      return null;
    }
    char[] typed = console.readPassword("%s", prompt);
    return typed == null ? null : new String(typed);
  }
}
