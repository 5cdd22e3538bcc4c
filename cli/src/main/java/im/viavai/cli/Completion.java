package im.viavai.cli;

import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `completion`.
@Command(
    name = "completion",
    description = "Print the completion script of a shell.",
    footer = {
      "",
      "bash: source <(./viavai completion bash)",
      "zsh:  source <(./viavai completion zsh)",
      "fish: ./viavai completion fish | source"
    })
final class Completion implements Callable<Integer> {
  /// The shells that we know.
  enum Shell {
    BASH,
    ZSH,
    FISH
  }

  private final Context context;
  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(paramLabel = "SHELL", description = "bash, zsh or fish.")
  private Shell shell = Shell.BASH;

  Completion(Context context) {
    this.context = context;
  }

  @Override
  public Integer call() {
    CommandLine root = spec.root().commandLine();
    context
        .terminal()
        .out()
        .print(
            switch (shell) {
              case BASH, ZSH -> AutoComplete.bash(root.getCommandName(), root); // works in both
              case FISH -> fish(root);
            });
    return AdminChannel.DONE;
  }

  private static String fish(CommandLine root) {
    StringBuilder script = new StringBuilder("complete -c viavai -f\n");
    fish(script, root, "");
    return script.toString();
  }

  private static void fish(StringBuilder script, CommandLine command, String path) {
    String words = command.getSubcommands().keySet().stream().reduce("", (a, b) -> a + " " + b);
    String seen = path.isEmpty() ? "" : "__fish_seen_subcommand_from " + lastWord(path) + "; and ";
    command
        .getSubcommands()
        .forEach((name, sub) -> {
          script
              .append("complete -c viavai -n '")
              .append(seen)
              .append("not __fish_seen_subcommand_from")
              .append(words)
              .append("' -a ")
              .append(name)
              .append(" -d '")
              .append(summary(sub))
              .append("'\n");
          fish(script, sub, path + " " + name);
        });
    for (OptionSpec option : command.getCommandSpec().options()) {
      if (path.isEmpty() || option.names()[0].equals("--help")) {
        continue;
      }
      script
          .append("complete -c viavai -n '__fish_seen_subcommand_from ")
          .append(lastWord(path))
          .append("' -l ")
          .append(option.names()[0].substring(2))
          .append(option.arity().max() > 0 ? " -r -F" : "")
          .append(" -d '")
          .append(option.description()[0].replace("'", "\\'"))
          .append("'\n");
    }
  }

  private static String lastWord(String path) {
    return path.substring(path.lastIndexOf(' ') + 1);
  }

  private static String summary(CommandLine command) {
    String[] lines = command.getCommandSpec().usageMessage().description();
    return lines.length == 0 ? "" : lines[0].replace("'", "\\'");
  }
}
