package im.viavai.interop.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Promises P1 to P4 and P11: nothing acknowledged is lost, doubled, reordered or unseen when the
/// server is killed.
class ChaosTest {
  @Test
  void nothingAcknowledgedIsLostThroughTenViolentEnds(@TempDir Path data) throws Exception {
    long seed = Long.getLong("viavai.chaos.seed", System.nanoTime());
    System.out.println("seed " + seed);
    assertThat(new Chaos(200, seed, System.out).run(data.resolve("data"), 10))
        .as("seed " + seed)
        .isEmpty();
  }
}
