package im.viavai.interop.chaos;

import im.viavai.interop.chaos.Chaos.Kind;
import im.viavai.interop.process.NotPossible;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// What `./viavai-chaos` runs.
@Command(
    name = "viavai-chaos",
    description = {
      "Lets something go wrong with a server again and again while many clients talk, and checks that"
          + " nothing acknowledged is lost, doubled, reordered or unseen, and what else is promised.",
      "Exit status 1 if anything is, 2 if the arguments are wrong or this machine does not permit the"
          + " fault."
    })
public final class ChaosCommand implements Callable<Integer> {
  private static final int LEAST_USERS = 5;

  @Option(
      names = "--fault",
      description = "What goes wrong: ${COMPLETION-CANDIDATES}; ${DEFAULT-VALUE} if not said.",
      defaultValue = "kill")
  private Kind fault = Kind.KILL;

  @Option(
      names = "--rounds",
      description = "How often it goes wrong, ${DEFAULT-VALUE} times if not said.",
      defaultValue = "10")
  private int rounds;

  @Option(
      names = "--users",
      description = "How many accounts talk, at least 5; ${DEFAULT-VALUE} if not said.",
      defaultValue = "200")
  private int users;

  @Option(names = "--seed", description = "Makes the same choices again.")
  private long seed = System.nanoTime();

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Shows this.")
  @SuppressWarnings("UnusedVariable") // picocli looks at it
  private boolean help;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws Exception {
    if (rounds < 1) throw wrong("--rounds is at least 1.");
    if (users < LEAST_USERS) throw wrong("--users is at least " + LEAST_USERS + ".");
    System.out.println("seed " + seed);
    Path folder = Files.createTempDirectory("viavai-chaos");
    List<String> breaches;
    try {
      breaches = new Chaos(fault, users, seed, System.out).run(folder.resolve("data"), rounds);
    } catch (NotPossible e) {
      System.out.println("Not possible here: " + e.getMessage());
      return CommandLine.ExitCode.USAGE;
    }
    breaches.forEach(System.out::println);
    if (!breaches.isEmpty()) System.out.println("The data of this run is kept in " + folder);
    return breaches.isEmpty() ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
  }

  private ParameterException wrong(String why) {
    return new ParameterException(spec.commandLine(), why);
  }

  public static void main(String... arguments) {
    System.exit(
        new CommandLine(new ChaosCommand())
            .setCaseInsensitiveEnumValuesAllowed(true)
            .execute(arguments));
  }
}
