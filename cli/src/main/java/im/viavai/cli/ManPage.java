package im.viavai.cli;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/// Writes the manual of the commands from the commands themselves.
public final class ManPage {
  private ManPage() {}

  /// The manual page for `man`.
  public static String of(CommandLine root) {
    StringBuilder page = new StringBuilder();
    page.append(".TH VIAVAI 1\n.SH NAME\nviavai \\- ").append(summary(root)).append('\n');
    page.append(".SH SYNOPSIS\n.B viavai\n.I COMMAND\n[OPTIONS]\n.SH COMMANDS\n");
    commands(root)
        .forEach(command -> {
          CommandSpec spec = command.getCommandSpec();
          page.append(".SS ").append(roff(synopsis(command))).append('\n');
          for (String line : spec.usageMessage().description()) {
            page.append(roff(line)).append("\n.br\n");
          }
          arguments(spec)
              .forEach(argument ->
                  page.append(".TP\n.B ")
                      .append(roff(label(argument)))
                      .append('\n')
                      .append(roff(text(argument)))
                      .append('\n'));
        });
    page.append(".SH EXIT STATUS\n");
    root.getCommandSpec()
        .usageMessage()
        .exitCodeList()
        .forEach((code, meaning) ->
            page.append(".TP\n.B ").append(code).append('\n').append(roff(meaning)).append('\n'));
    return page.toString();
  }

  /// The same in Markdown.
  public static String markdown(CommandLine root) {
    StringBuilder page = new StringBuilder("# Commands\n\n");
    page.append("Generated from the commands. `./viavai COMMAND --help` prints the same.\n");
    commands(root)
        .forEach(command -> {
          CommandSpec spec = command.getCommandSpec();
          page.append("\n## `").append(synopsis(command)).append("`\n\n");
          page.append(String.join(" ", spec.usageMessage().description())).append("\n\n");
          arguments(spec)
              .forEach(argument ->
                  page.append("- `")
                      .append(label(argument))
                      .append("`: ")
                      .append(text(argument))
                      .append('\n'));
        });
    page.append("\n## Exit codes\n\n| code | meaning |\n|---|---|\n");
    root.getCommandSpec()
        .usageMessage()
        .exitCodeList()
        .forEach((code, meaning) ->
            page.append("| ").append(code).append(" | ").append(meaning).append(" |\n"));
    return page.toString();
  }

  /// The commands that do something, without those that only group others.
  private static List<CommandLine> commands(CommandLine command) {
    if (command.getSubcommands().isEmpty()) {
      return List.of(command);
    }
    return command.getSubcommands().values().stream()
        .flatMap(sub -> commands(sub).stream())
        .toList();
  }

  private static String synopsis(CommandLine command) {
    CommandSpec spec = command.getCommandSpec();
    return spec.qualifiedName()
        + spec.positionalParameters().stream()
            .map(parameter ->
                parameter.arity().min() == 0
                    ? " [" + parameter.paramLabel() + "]"
                    : " " + parameter.paramLabel())
            .collect(Collectors.joining());
  }

  private static Stream<ArgSpec> arguments(CommandSpec spec) {
    return Stream.concat(spec.positionalParameters().stream(), spec.options().stream());
  }

  private static String label(ArgSpec argument) {
    return argument instanceof OptionSpec option
        ? option.longestName() + (option.arity().max() > 0 ? "=" + option.paramLabel() : "")
        : argument.paramLabel();
  }

  private static String text(ArgSpec argument) {
    String text = String.join(" ", argument.description());
    String defaultValue = argument.defaultValue();
    return defaultValue == null ? text : text.replace("${DEFAULT-VALUE}", defaultValue);
  }

  private static String summary(CommandLine command) {
    return Arrays.stream(command.getCommandSpec().usageMessage().description())
        .findFirst()
        .orElse("");
  }

  private static String roff(String text) {
    String escaped = text.replace("\\", "\\e").replace("-", "\\-");
    return escaped.startsWith(".") || escaped.startsWith("'") ? "\\&" + escaped : escaped;
  }
}
