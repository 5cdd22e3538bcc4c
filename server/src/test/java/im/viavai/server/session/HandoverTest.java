package im.viavai.server.session;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/// What makes offline delivery a view of the archive: a message may come twice, it is never lost.
final class HandoverTest {
  private final Handover handover = new Handover(4);

  @Test
  void theCursorMovesOverWhatIsConfirmedWithoutAGap() {
    handover.given(5);
    handover.given(6);
    handover.given(7);
    assertThat(handover.confirmed(6)).isFalse();
    assertThat(handover.cursor()).isEqualTo(4);
    assertThat(handover.confirmed(5)).isTrue();
    assertThat(handover.cursor()).isEqualTo(6);
    assertThat(handover.isDone()).isFalse();
    assertThat(handover.doneTo(7)).isEqualTo(6);
    assertThat(handover.confirmed(7)).isTrue();
    assertThat(handover.isDone()).isTrue();
    assertThat(handover.doneTo(9)).isEqualTo(9);
  }

  @Test
  void whatNobodyWasThereToTakeHoldsTheCursorBack() {
    handover.waits(5);
    handover.given(6);
    assertThat(handover.confirmed(6)).isFalse();
    assertThat(handover.isBehind()).isTrue();
    assertThat(handover.waitingFrom()).isEqualTo(5);
    assertThat(handover.doneTo(6)).isEqualTo(4);
    handover.given(5);
    handover.caughtUp();
    assertThat(handover.confirmed(5)).isTrue();
    assertThat(handover.cursor()).isEqualTo(6);
  }

  @Test
  void whatOneOfTwoClientsConfirmedIsNotGivenAgain() {
    handover.given(5);
    handover.given(5);
    assertThat(handover.returned(5)).isFalse(); // the other still has it
    handover.confirmed(5);
    assertThat(handover.returned(5)).isFalse();
    assertThat(handover.isBehind()).isFalse();
  }

  @Test
  void whatTheLastOneGaveBackWaits() {
    handover.given(5);
    handover.given(5);
    handover.returned(5);
    assertThat(handover.returned(5)).isTrue();
    assertThat(handover.waitingFrom()).isEqualTo(5);
    assertThat(handover.isTaken(5)).isFalse();
  }

  @Test
  void atItsLimitItForgetsConfirmedOnesFirstAndThenGivesTheOldestAgain() {
    handover.given(5);
    for (int i = 0; i < Handover.LIMIT; i++) handover.given(6 + i);
    assertThat(handover.isTaken(5)).isFalse();
    assertThat(handover.waitingFrom()).isEqualTo(5);
    handover.confirmed(100);
    handover.given(1_000_000);
    assertThat(handover.isTaken(6)).isTrue();
    assertThat(handover.isTaken(100)).isFalse(); // above the cursor, so it is read again: twice
  }
}
