package im.viavai.server.sasl;

import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/// Lets few password hashes be computed at a time, and few wait for it: 4 to 10 ms of a core each,
/// which a flood of PLAIN logins must not multiply. Any thread that may wait.
public final class PasswordGate {

  /// How long one waits for a place: less than the 30 s a login may take.
  static final int MAX_WAIT_SECONDS = 10;

  private final Semaphore places;
  private final Semaphore running;

  /// @param concurrent computations at a time, at least 1; more than cores gains nothing
  /// @param waiting further ones that may wait, at least 0
  public PasswordGate(int concurrent, int waiting) {
    if (concurrent < 1 || waiting < 0) {
      throw new IllegalArgumentException("concurrent >= 1, waiting >= 0");
    }
    this.running = new Semaphore(concurrent, true);
    this.places = new Semaphore(concurrent + waiting);
  }

  /// The result of this work, once there is room for it; empty if too many wait already, or for too
  /// long.
  public <T> Optional<T> run(Supplier<T> work) {
    if (!places.tryAcquire()) {
      return Optional.empty();
    }
    try {
      if (!running.tryAcquire(MAX_WAIT_SECONDS, TimeUnit.SECONDS)) {
        return Optional.empty();
      }
      try {
        return Optional.of(work.get());
      } finally {
        running.release();
      }
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    } finally {
      places.release();
    }
  }
}
