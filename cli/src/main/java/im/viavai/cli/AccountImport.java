package im.viavai.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/// `account import`.
@Command(
    name = "import",
    description = {
      "Make many accounts in one call.",
      "The file has a line for each: the address, a tab, the password. Empty lines and lines that begin with # are skipped."
          + " A line that cannot be used is reported with its number; the others are still done. An account that exists"
          + " keeps its password and is reported."
    })
final class AccountImport implements Callable<Integer> {
  private final Context context;
  @Mixin private ServerOptions server = new ServerOptions();

  @Parameters(paramLabel = "FILE", description = "The file; - is standard input.")
  private String file = "";

  AccountImport(Context context) {
    this.context = context;
  }

  @Override
  public Integer call() {
    if (file.equals("-")) {
      return call(context.terminal().in());
    }
    try (BufferedReader reader = Files.newBufferedReader(Path.of(file))) {
      return call(reader);
    } catch (IOException e) {
      context.terminal().err().println("Cannot read " + file + ": " + e.getMessage());
      return AdminChannel.FAILED;
    }
  }

  private int call(BufferedReader reader) {
    return context.call(server, "account import", List.of(), reader::readLine);
  }
}
