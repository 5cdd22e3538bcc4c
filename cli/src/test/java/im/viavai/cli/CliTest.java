package im.viavai.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CliTest {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private final Deque<String> typed = new ArrayDeque<>();
  private final List<String> calls = new ArrayList<>();
  private String printed = "";

  private int run(String input, String... arguments) {
    Terminal terminal =
        new Terminal(
            new BufferedReader(new StringReader(input)),
            new PrintStream(out, true, UTF_8),
            new PrintStream(err, true, UTF_8),
            prompt -> typed.poll(),
            Terminal.Output.FILE);
    return new Cli(new Recorder(), terminal).run(arguments);
  }

  @Test
  void aPasswordIsAskedForTwiceAndTravelsAsInput() {
    typed.addAll(List.of("secret", "secret"));
    assertThat(run("", "account", "add", "juliet@localhost")).isZero();
    assertThat(calls).containsExactly("viavai-data: account add [juliet@localhost] secret");
  }

  @Test
  void twoDifferentPasswordsChangeNothing() {
    typed.addAll(List.of("secret", "sceret"));
    assertThat(run("", "account", "password", "juliet@localhost")).isEqualTo(AdminChannel.FAILED);
    assertThat(calls).isEmpty();
    assertThat(err.toString(UTF_8)).contains("differ");
  }

  @Test
  void aPasswordMayComeFromStandardInput() {
    assertThat(run("päss wörd\nrest\n", "account", "add", "a@b", "--password-stdin")).isZero();
    assertThat(calls).containsExactly("viavai-data: account add [a@b] päss wörd");
  }

  @Test
  void anEmptyOrMissingPasswordIsRefused() {
    assertThat(run("", "account", "add", "a@b", "--password-stdin")).isEqualTo(1);
    assertThat(run("\n", "account", "add", "a@b", "--password-stdin")).isEqualTo(1);
    assertThat(run("", "account", "add", "a@b")).isEqualTo(1);
    assertThat(calls).isEmpty();
    assertThat(err.toString(UTF_8)).contains("--password-stdin");
  }

  @Test
  void anImportSendsTheLinesOfItsFile(@TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("accounts"), "a@b\tone\nc@b\ttwo\n");
    assertThat(run("", "account", "import", "--data", "/srv/x", file.toString())).isZero();
    assertThat(run("d@b\tthree\n", "account", "import", "-")).isZero();
    assertThat(calls)
        .containsExactly(
            "/srv/x: account import [] a@b\tone c@b\ttwo",
            "viavai-data: account import [] d@b\tthree");
    assertThat(run("", "account", "import", "/no/such/file")).isEqualTo(1);
  }

  @Test
  void theConfigurationLiesInTheDataFolderUnlessNamed() {
    run("", "config", "check", "--data", "/srv/x");
    run("", "config", "check", "--config", "/etc/viavai.toml");
    assertThat(calls)
        .containsExactly("check /srv/x /srv/x/viavai.toml", "check viavai-data /etc/viavai.toml");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "account add",
        "account remove",
        "account password",
        "account list",
        "account import",
        "account recovery",
        "invite",
        "invite list",
        "invite revoke",
        "admin grant",
        "admin revoke",
        "admin list",
        "session list",
        "session close",
        "cert reload",
        "config check",
        "config show",
        "status",
        "stop",
        "serve",
        "completion"
      })
  void everyCommandHasHelpAndTakesTheDataFolder(String command) {
    String[] words = (command + " --help").split(" ");
    assertThat(run("", words)).isZero();
    assertThat(out.toString(UTF_8)).startsWith("Usage: viavai " + command);
    if (!command.equals("completion")) {
      assertThat(out.toString(UTF_8)).contains("--data=DIR").contains("--config=FILE");
    }
  }

  @Test
  void theTopHelpNamesEveryCommandAndTheExitCodes() {
    assertThat(run("", "--help")).isZero();
    assertThat(out.toString(UTF_8))
        .contains("serve", "account", "session", "cert", "config", "status", "stop", "completion")
        .contains("Exit codes:");
    assertThat(run("", "--version")).isZero();
    assertThat(out.toString(UTF_8)).contains("viavai 1.2.3");
  }

  @Test
  void aWrongCommandIsAUsageError() {
    assertThat(run("", "acount")).isEqualTo(AdminChannel.USAGE);
    assertThat(run("")).isEqualTo(AdminChannel.USAGE);
    assertThat(run("", "account")).isEqualTo(AdminChannel.USAGE);
    assertThat(run("", "account", "add")).isEqualTo(AdminChannel.USAGE);
    assertThat(err.toString(UTF_8)).contains("acount").contains("JID");
  }

  @Test
  void anInvitationIsMadeAsAskedAndDrawnOnlyWhereSomebodySeesIt() {
    printed = "https://localhost:5443/invite/abc";
    assertThat(
            run(
                "",
                "invite",
                "--contact=a@b",
                "--name=c",
                "--uses=1",
                "--expires=2d",
                "--domain=b"))
        .isZero();
    assertThat(run("", "invite", "--admin")).isZero();
    assertThat(run("", "account", "recovery", "a@b", "--expires=3h")).isZero();
    assertThat(run("", "invite", "revoke", "abc")).isZero();
    assertThat(calls)
        .containsExactly(
            "viavai-data: invite create [contact=a@b, name=c, domain=b, uses=1, expires=2d]",
            "viavai-data: invite create [admin]",
            "viavai-data: account recovery [a@b, expires=3h]",
            "viavai-data: invite revoke [abc]");
    assertThat(out.toString(UTF_8)).contains(printed).doesNotContain("\u2588");
    out.reset();
    assertThat(run("", "invite", "--qr")).isZero();
    assertThat(out.toString(UTF_8)).startsWith(printed + "\n").contains(QrDrawing.of(printed));
  }

  @Test
  void completionIsPrintedForThreeShells() {
    assertThat(run("", "completion", "bash")).isZero();
    assertThat(out.toString(UTF_8)).contains("complete ").contains("viavai");
    out.reset();
    assertThat(run("", "completion", "fish")).isZero();
    assertThat(out.toString(UTF_8)).contains("-a account").contains("-l password-stdin");
    assertThat(run("", "completion", "cmd.exe")).isEqualTo(AdminChannel.USAGE);
  }

  @Test
  void aServerThatIsNotThereIsToldApart() {
    assertThat(run("", "status", "--data", "/gone")).isEqualTo(AdminChannel.UNREACHABLE);
    assertThat(err.toString(UTF_8)).contains("nothing there");
  }

  private final class Recorder implements Installation {
    @Override
    public int serve(Folder folder, Terminal terminal) {
      calls.add("serve " + folder.data() + " " + folder.config());
      return 0;
    }

    @Override
    public int checkConfig(Folder folder, Terminal terminal) {
      calls.add("check " + folder.data() + " " + folder.config());
      return 0;
    }

    @Override
    public int showConfig(Folder folder, Terminal terminal) {
      calls.add("show " + folder.data() + " " + folder.config());
      return 0;
    }

    @Override
    public AdminChannel channel(Folder folder) throws IOException {
      if (folder.data().equals(Path.of("/gone"))) {
        throw new IOException("nothing there");
      }
      return (command, arguments, input, terminal) -> {
        StringBuilder call = new StringBuilder(folder.data() + ": " + command + " " + arguments);
        for (String line = input.nextLine(); line != null; line = input.nextLine()) {
          call.append(' ').append(line);
        }
        calls.add(call.toString());
        if (!printed.isEmpty()) terminal.out().println(printed);
        return AdminChannel.DONE;
      };
    }

    @Override
    public String version() {
      return "1.2.3";
    }
  }
}
