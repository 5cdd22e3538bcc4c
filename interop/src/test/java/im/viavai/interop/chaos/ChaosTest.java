package im.viavai.interop.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import im.viavai.interop.chaos.Chaos.Kind;
import im.viavai.interop.process.NotPossible;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What is promised for a server with which something goes wrong. `-Dviavai.chaos.seed=N` makes the
/// choices of an earlier run again.
class ChaosTest {
  @TempDir Path folder;

  /// Promises P1 to P4 and P11.
  @Test
  void nothingAcknowledgedIsLostThroughTenViolentEnds() throws Exception {
    nothingIsBroken(Kind.KILL, 200, 10);
  }

  /// Promise P13.
  @Test
  void aFullDiskRefusesMessagesToBeTriedAgainAndEverythingElseGoesOn() throws Exception {
    nothingIsBroken(Kind.DISK, 40, 3);
  }

  /// Promise P1, fault F3.
  @Test
  void nothingIsAcknowledgedAfterAFailedSync() throws Exception {
    nothingIsBroken(Kind.FSYNC, 40, 2);
  }

  /// Promise P14.
  @Test
  void nobodyIsThrownOutAndNothingReorderedWhenTheClockSteps() throws Exception {
    nothingIsBroken(Kind.CLOCK, 40, 5);
  }

  /// Promises P5 to P8.
  @Test
  void whoDoesNotReadIsCutAndLosesNothingAndNobodyElseNotices() throws Exception {
    nothingIsBroken(Kind.READER, 40, 1);
  }

  private void nothingIsBroken(Kind kind, int users, int rounds) throws Exception {
    long seed = Long.getLong("viavai.chaos.seed", System.nanoTime());
    System.out.println(kind + " seed " + seed);
    try {
      assertThat(new Chaos(kind, users, seed, System.out).run(folder.resolve("data"), rounds))
          .as("seed " + seed)
          .isEmpty();
    } catch (NotPossible e) {
      abort("not possible here: " + e.getMessage());
    }
  }
}
