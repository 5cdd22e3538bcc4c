package im.viavai.app;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class TrainingTest {
  /// So many that the server would wait for a client which does not acknowledge.
  private static final int SESSIONS = 120;

  @Test
  void livesThroughSessionsOfTwoClients() {
    assertThat(Training.run(SESSIONS)).isZero();
  }
}
