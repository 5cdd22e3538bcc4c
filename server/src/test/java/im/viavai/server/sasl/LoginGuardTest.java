package im.viavai.server.sasl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;

/// T8: guessing is slow, and locks nobody out but the guesser.
final class LoginGuardTest {

  private static final InetAddress A = InetAddress.ofLiteral("192.0.2.1");
  private static final InetAddress NEIGHBOUR = InetAddress.ofLiteral("192.0.2.2");
  private static final InetAddress FAR = InetAddress.ofLiteral("198.51.100.1");

  private Instant now = Instant.parse("2026-01-01T00:00:00Z");
  private final InstantSource clock = () -> now;
  private final LoginGuard guard = new LoginGuard(3, 10, clock);

  private void fail(String account, InetAddress peer, int times) {
    for (int i = 0; i < times; i++) {
      guard.failed(account, peer);
    }
  }

  @Test
  void anAccountIsGuardedFromOneAddressOnly() {
    fail("romeo", A, 2);
    assertThat(guard.permits("romeo", A)).isTrue();
    fail("romeo", A, 1);
    assertThat(guard.permits("romeo", A)).isFalse();
    assertThat(guard.permits("juliet", A)).isTrue();
    assertThat(guard.permits("romeo", NEIGHBOUR)).isTrue();
  }

  @Test
  void oneMoreIsPermittedAfterATwentiethOfAMinuteOrSo() {
    fail("romeo", A, 3);
    now = now.plusSeconds(19);
    assertThat(guard.permits("romeo", A)).isFalse();
    now = now.plusSeconds(1);
    assertThat(guard.permits("romeo", A)).isTrue();
    fail("romeo", A, 1);
    assertThat(guard.permits("romeo", A)).isFalse();
  }

  @Test
  void aLongPauseForgivesNoMoreThanTheLimit() {
    fail("romeo", A, 3);
    now = now.plus(Duration.ofDays(1));
    fail("romeo", A, 3);
    assertThat(guard.permits("romeo", A)).isFalse();
  }

  @Test
  void manyAccountsFromOneAddressAreCountedTogether() {
    for (int i = 0; i < 10; i++) {
      assertThat(guard.permits("account" + i, A)).isTrue();
      guard.failed("account" + i, A);
    }
    assertThat(guard.permits("fresh", A)).isFalse();
    assertThat(guard.permits("fresh", NEIGHBOUR)).isTrue();
  }

  @Test
  void manyAddressesOfOneNetworkAreCountedTogether() {
    for (int i = 0; i < 50; i++) {
      guard.failed("romeo", InetAddress.ofLiteral("192.0.2." + i));
    }
    assertThat(guard.permits("romeo", InetAddress.ofLiteral("192.0.2.200"))).isFalse();
    assertThat(guard.permits("romeo", FAR)).isTrue();
  }

  @Test
  void anIpv6AddressIsASlash64AndItsNetworkASlash48() {
    fail("romeo", InetAddress.ofLiteral("2001:db8:1:1::1"), 3);
    assertThat(guard.permits("romeo", InetAddress.ofLiteral("2001:db8:1:1:ffff::2"))).isFalse();
    assertThat(guard.permits("romeo", InetAddress.ofLiteral("2001:db8:1:2::1"))).isTrue();
    for (int i = 0; i < 50; i++) {
      guard.failed("romeo", InetAddress.ofLiteral("2001:db8:1:" + i + "::1"));
    }
    assertThat(guard.permits("romeo", InetAddress.ofLiteral("2001:db8:1:ff::1"))).isFalse();
    assertThat(guard.permits("romeo", InetAddress.ofLiteral("2001:db8:2:1::1"))).isTrue();
  }

  @Test
  void aSuccessForgivesItsOwnAccountOnly() {
    fail("romeo", A, 3);
    for (int i = 0; i < 7; i++) {
      guard.failed("other" + i, A);
    }
    guard.succeeded("attacker", A);
    guard.succeeded("romeo", A);
    assertThat(guard.permits("romeo", A)).isFalse(); // the address has used up its ten
    assertThat(guard.permits("romeo", NEIGHBOUR)).isTrue();
  }

  @Test
  void memoryIsBoundedUnderAFloodOfNamesAndNetworks() {
    for (int i = 0; i < LoginGuard.MAX_BUCKETS; i++) {
      guard.failed("a name longer than thirty-six characters, of no use " + i, address(i));
    }
    assertThat(guard.size()).isLessThanOrEqualTo(LoginGuard.MAX_BUCKETS);
    assertThat(guard.size()).isGreaterThan(LoginGuard.MAX_BUCKETS / 2);
  }

  private static InetAddress address(int i) {
    return InetAddress.ofLiteral("10." + (i >> 16) + "." + (i >> 8 & 255) + "." + (i & 255));
  }

  @Test
  void aClockSetBackADayHoldsNobodyForADay() {
    fail("romeo", A, 3);
    now = now.minus(Duration.ofDays(1));
    assertThat(guard.permits("romeo", A)).isFalse();
    now = now.plusSeconds(60);
    assertThat(guard.permits("romeo", A)).isTrue();
  }

  @Test
  void offMeansAnyNumber() {
    var off = new LoginGuard(Integer.MAX_VALUE, Integer.MAX_VALUE, clock);
    for (int i = 0; i < 1000; i++) {
      off.failed("romeo", A);
    }
    assertThat(off.permits("romeo", A)).isTrue();
    assertThat(off.size()).isZero();
    assertThatThrownBy(() -> new LoginGuard(0, 1, clock))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
