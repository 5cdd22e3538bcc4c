package im.viavai.app;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class TrainingTest {
  @Test
  void livesThroughSessionsOfTwoClients() {
    assertThat(Training.run(2)).isZero();
  }
}
