package im.viavai.interop.chaos;

import im.viavai.interop.process.NotPossible;
import im.viavai.interop.process.ServerProcess;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.function.Supplier;

/// Rounds of talk and violence: many users send to each other over TLS with stream management, and
/// in each round something goes wrong with the server ([Kind]); everybody comes back and sends
/// again what was not acknowledged. At the end [Checker] looks at every archive and at what every
/// device saw.
public final class Chaos {
  private static final String CONFIG =
      """
      [limits]
      connections_per_address = "off"
      accepts_per_second = "off"
      stanzas_per_second = "off"
      bytes_per_second = "off"
      login_failures_per_address = "off"
      [auth]
      iterations = 4096
      """;

  private final Kind kind;
  private final int users;
  private final Random random;
  private final PrintStream report;

  /// What goes wrong.
  public enum Kind {
    /// The server is killed.
    KILL(Kills::new),
    /// The disk is full.
    DISK(FullDisk::new),
    /// fsync fails.
    FSYNC(FailingSyncs::new),
    /// The wall clock steps.
    CLOCK(SteppingClock::new),
    /// A client does not read.
    READER(StoppedReader::new);

    @SuppressWarnings("ImmutableEnumChecker") // a constructor keeps nothing
    private final Supplier<Fault> fault;

    Kind(Supplier<Fault> fault) {
      this.fault = fault;
    }

    /// As it is written on the command line.
    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /// @param kind what goes wrong
  /// @param users how many accounts, at least 5
  /// @param seed makes the same choices again
  public Chaos(Kind kind, int users, long seed, PrintStream report) {
    this.kind = kind;
    this.users = users;
    this.random = new Random(seed);
    this.report = report;
  }

  /// Runs it on a fresh server in that folder.
  ///
  /// @return every breach of what is promised, in words
  /// @throws NotPossible if this machine does not permit what is to go wrong
  public List<String> run(Path data, int rounds) throws Exception {
    List<String> breaches = new ArrayList<>();
    try (Fault fault = kind.fault.get();
        ServerProcess server = fault.prepare(data, CONFIG)) {
      server.start();
      Crowd crowd = new Crowd(server, users, random);
      History history = crowd.history();
      for (int round = 1; round <= rounds; round++) {
        crowd.comeBack();
        breaches.addAll(fault.strike(crowd, server));
        report.printf(
            "round %d: %s; acknowledged so far %d of %d, sessions resumed %d%n",
            round,
            fault.story(),
            history.ackedCount(),
            history.all().size(),
            history.resumptions());
      }
      breaches.addAll(crowd.settle());
      report.printf(
          "%d messages, %d acknowledged, %d refused, %d sessions resumed, %d breaches%n",
          history.all().size(),
          history.ackedCount(),
          history.refusedCount(),
          history.resumptions(),
          breaches.size());
      if (!breaches.isEmpty()) report.println(server.log());
    }
    return breaches;
  }
}
