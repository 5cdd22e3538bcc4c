package im.viavai.features;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/// The wall clock of a conversation, of its store too: it goes on when the script says so.
final class StageClock implements InstantSource {
  private volatile Instant now = Instant.parse("2026-11-23T12:00:00Z");

  @Override
  public Instant instant() {
    return now;
  }

  void pass(Duration time) {
    now = now.plus(time);
  }
}
