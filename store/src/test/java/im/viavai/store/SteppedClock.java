package im.viavai.store;

import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicLong;

/// A clock that stands still until it is set.
public final class SteppedClock implements InstantSource {
  private final AtomicLong now = new AtomicLong(1_700_000_000_000L);

  @Override
  public Instant instant() {
    return Instant.ofEpochMilli(now.get());
  }

  /// Moves it, also backwards.
  public void step(long millis) {
    now.addAndGet(millis);
  }
}
