package im.viavai.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// Runs a command whose first line of output is a link, and draws the link for cameras.
final class LinkCall {
  @Option(
      names = "--qr",
      negatable = true,
      description = "Draw the link as a QR code; by default only on a terminal.")
  private @Nullable Boolean drawn;

  int call(Context context, ServerOptions server, String command, List<String> arguments) {
    ByteArrayOutputStream kept = new ByteArrayOutputStream();
    Terminal terminal = context.terminal();
    Context keeping =
        new Context(context.installation(), terminal.withOut(new PrintStream(kept, true, UTF_8)));
    int exit = keeping.call(server, command, arguments, AdminChannel.Input.NONE);
    List<String> lines = kept.toString(UTF_8).lines().toList();
    lines.forEach(terminal.out()::println);
    boolean wanted = drawn == null ? terminal.output() == Terminal.Output.SCREEN : drawn;
    if (exit == AdminChannel.DONE && wanted && isLink(lines.getFirst())) {
      terminal.out().print("\n" + QrDrawing.of(lines.getFirst()));
      terminal.out().flush();
    }
    return exit;
  }

  private static boolean isLink(String line) {
    return line.startsWith("https:") || line.startsWith("xmpp:");
  }
}
