package im.viavai.server.feature;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/// Registration spam is bounded per address and in all (THREATS T22).
final class HourlyLimitTest {
  private static final long HOUR = 3_600_000_000_000L;

  private final AtomicLong nanos = new AtomicLong(-5);

  @Test
  void t22SoOftenInAnHourAndAgainInTheNext() {
    HourlyLimit limit = new HourlyLimit(2, nanos::get);

    assertThat(limit.take("a")).isTrue();
    nanos.addAndGet(HOUR / 2);
    assertThat(limit.take("a")).isTrue();
    assertThat(limit.allows("a")).isFalse();
    assertThat(limit.take("a")).isFalse();
    assertThat(limit.take("b")).isTrue();
    nanos.addAndGet(HOUR / 2);
    assertThat(limit.take("a")).isTrue();
  }

  @Test
  void t22LookingDoesNotCount() {
    HourlyLimit limit = new HourlyLimit(1, nanos::get);

    for (int i = 0; i < 10; i++) assertThat(limit.allows("a")).isTrue();
    assertThat(limit.take("a")).isTrue();
  }

  @Test
  void t22ZeroMeansNever() {
    assertThat(new HourlyLimit(0, nanos::get).take("a")).isFalse();
  }

  @Test
  void t22TheMemoryOfAddressesIsBounded() {
    HourlyLimit limit = new HourlyLimit(3, nanos::get);
    for (int i = 0; i < HourlyLimit.KEY_LIMIT; i++) assertThat(limit.take(i)).isTrue();

    assertThat(limit.take("one more")).isFalse();
    assertThat(limit.take(0)).isTrue();
    nanos.addAndGet(HOUR);
    assertThat(limit.take("one more")).isTrue();
  }
}
