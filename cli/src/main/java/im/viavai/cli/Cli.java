package im.viavai.cli;

import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/// The command `viavai` with all its subcommands.
public final class Cli {
  private static final List<String> EXIT_CODES =
      List.of(
          "It did what it was asked for.",
          "It could not; standard error says why.",
          "The command or its arguments were wrong.",
          "The server did not answer, or the command needs a running server and there is none.",
          "The configuration is wrong.");

  private final CommandLine root;

  /// Put together for one program and one terminal.
  public Cli(Installation installation, Terminal terminal) {
    Context context = new Context(installation, terminal);
    CommandLine top = group(context, "viavai", "A complete XMPP system in one download.");
    top.getCommandSpec().version("viavai " + installation.version());
    top.getCommandSpec()
        .addOption(
            OptionSpec.builder("--version")
                .versionHelp(true)
                .arity("0")
                .type(boolean.class)
                .description("Print the version and end.")
                .build());
    top.addSubcommand(new Serve(context));
    top.addSubcommand(
        group(context, "account", "Make, change, remove and list accounts.")
            .addSubcommand(new AccountAdd(context))
            .addSubcommand(new AccountRemove(context))
            .addSubcommand(new AccountPassword(context))
            .addSubcommand(new AccountList(context))
            .addSubcommand(new AccountImport(context))
            .addSubcommand(new AccountRecovery(context)));
    top.addSubcommand(
        group(context, "admin", "Say who administers the server.")
            .addSubcommand(new AdminGrant(context))
            .addSubcommand(new AdminRevoke(context))
            .addSubcommand(new AdminList(context)));
    top.addSubcommand(
        new CommandLine(new Invite(context))
            .addSubcommand(new InviteList(context))
            .addSubcommand(new InviteRevoke(context)));
    top.addSubcommand(
        group(context, "session", "See and close sessions of a running server.")
            .addSubcommand(new SessionList(context))
            .addSubcommand(new SessionClose(context)));
    top.addSubcommand(
        group(context, "cert", "Certificates of a running server.")
            .addSubcommand(new CertReload(context)));
    top.addSubcommand(
        group(context, "config", "Check and show the configuration.")
            .addSubcommand(new ConfigCheck(context))
            .addSubcommand(new ConfigShow(context)));
    top.addSubcommand(new Status(context));
    top.addSubcommand(new Stop(context));
    top.addSubcommand(new Completion(context));
    top.setOut(new PrintWriter(terminal.out(), true, terminal.out().charset()));
    top.setErr(new PrintWriter(terminal.err(), true, terminal.err().charset()));
    top.setCaseInsensitiveEnumValuesAllowed(true);
    top.setUsageHelpWidth(100);
    finish(top);
    this.root = top;
  }

  /// Runs what the arguments say.
  ///
  /// @return the exit code of the process
  public int run(String... arguments) {
    return root.execute(arguments);
  }

  /// The commands, for whoever writes documents of them.
  public CommandLine commandLine() {
    return root;
  }

  private static CommandLine group(Context context, String name, String description) {
    Callable<Integer> alone = new Group(context);
    CommandLine group = new CommandLine(alone);
    group.setCommandName(name);
    group.getCommandSpec().usageMessage().description(description);
    return group;
  }

  private static void finish(CommandLine command) {
    CommandSpec spec = command.getCommandSpec();
    spec.addOption(
        OptionSpec.builder("--help")
            .usageHelp(true)
            .arity("0")
            .type(boolean.class)
            .description("Print this help and end.")
            .build());
    spec.usageMessage().synopsisSubcommandLabel("COMMAND").sortOptions(false);
    if (spec.parent() == null) {
      spec.usageMessage().exitCodeListHeading("%nExit codes:%n").exitCodeList(exitCodes());
    }
    command.getSubcommands().values().forEach(Cli::finish);
  }

  private static Map<String, String> exitCodes() {
    Map<String, String> codes = new LinkedHashMap<>();
    EXIT_CODES.forEach(meaning -> codes.put(Integer.toString(codes.size()), meaning));
    return codes;
  }
}
