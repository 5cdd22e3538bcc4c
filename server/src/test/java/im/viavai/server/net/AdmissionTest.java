package im.viavai.server.net;

import static org.assertj.core.api.Assertions.assertThat;

import im.viavai.server.net.NetMetrics.Refused;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class AdmissionTest {

  private static final long SECOND = Duration.ofSeconds(1).toNanos();

  private long now;

  private Admission admission(int total, int each, int rate, int burst, int tracked) {
    var limits = NetLimits.DEFAULT;
    return new Admission(
        new NetLimits(
            total,
            each,
            10,
            rate,
            burst,
            tracked,
            limits.firstByteTimeout(),
            limits.handshakeTimeout(),
            limits.closeTimeout(),
            limits.highWaterMark(),
            limits.lowWaterMark(),
            limits.outboundCap(),
            limits.wheelTick()),
        () -> now);
  }

  private static InetAddress address(String text) throws Exception {
    return InetAddress.getByName(text);
  }

  @Test
  void totalIsLimitedOverAllAddresses() throws Exception {
    var admission = admission(2, 2, 100, 100, 100);
    assertThat(admission.enter(address("192.0.2.1"))).isNull();
    assertThat(admission.enter(address("192.0.2.2"))).isNull();
    assertThat(admission.enter(address("192.0.2.3"))).isEqualTo(Refused.TOTAL);
    admission.leave(address("192.0.2.1"));
    assertThat(admission.enter(address("192.0.2.3"))).isNull();
  }

  @Test
  void eachAddressHasItsOwnLimit() throws Exception {
    var admission = admission(100, 2, 100, 100, 100);
    assertThat(admission.enter(address("192.0.2.1"))).isNull();
    assertThat(admission.enter(address("192.0.2.1"))).isNull();
    assertThat(admission.enter(address("192.0.2.1"))).isEqualTo(Refused.ADDRESS);
    assertThat(admission.enter(address("192.0.2.2"))).isNull();
  }

  @Test
  void anIpv6CustomerIsOneAddress() throws Exception {
    var admission = admission(100, 2, 100, 100, 100);
    assertThat(admission.enter(address("2001:db8:1:1::1"))).isNull();
    assertThat(admission.enter(address("2001:db8:1:1:ffff::2"))).isNull();
    assertThat(admission.enter(address("2001:db8:1:1::3"))).isEqualTo(Refused.ADDRESS);
    assertThat(admission.enter(address("2001:db8:1:2::1"))).isNull();
  }

  @Test
  void aBurstIsTakenAndThenTheRate() throws Exception {
    var admission = admission(100, 100, 2, 3, 100);
    var peer = address("192.0.2.1");
    for (int i = 0; i < 3; i++) {
      assertThat(admission.enter(peer)).isNull();
      admission.leave(peer); // closing does not help
    }
    assertThat(admission.enter(peer)).isEqualTo(Refused.ADDRESS_RATE);
    now += SECOND / 2;
    assertThat(admission.enter(peer)).isNull();
    assertThat(admission.enter(peer)).isEqualTo(Refused.ADDRESS_RATE);
    now += 10 * SECOND;
    for (int i = 0; i < 3; i++) {
      assertThat(admission.enter(peer)).isNull();
    }
    assertThat(admission.enter(peer)).isEqualTo(Refused.ADDRESS_RATE);
  }

  @Test
  void rememberedAddressesAreLimited() throws Exception {
    var admission = admission(100, 100, 1, 1, 50);
    for (int i = 0; i < 1000; i++) {
      var peer = address("10.0." + i / 250 + "." + i % 250);
      assertThat(admission.enter(peer)).isNull();
      admission.leave(peer);
    }
    assertThat(admission.tracked()).isEqualTo(50);
    now += 2 * SECOND; // all of them could connect again, so nothing need be remembered
    assertThat(admission.enter(address("192.0.2.1"))).isNull();
    admission.leave(address("192.0.2.1"));
    assertThat(admission.tracked()).isEqualTo(1);
  }

  @Test
  void commonRateMakesTheAcceptWait() {
    var admission = admission(100, 100, 1, 1, 50); // ten a second in all
    for (int i = 0; i < 9; i++) {
      assertThat(admission.pace()).isZero();
    }
    assertThat(admission.pace()).isEqualTo(SECOND / 10);
    now += SECOND;
    assertThat(admission.pace()).isZero();
  }

  @Property(tries = 200)
  void countsAreNeverOffWhateverComesAndGoes(@ForAll @Size(max = 200) byte[] steps)
      throws Exception {
    var admission = admission(20, 5, 1_000_000, 1_000_000, 1000);
    var open = new ArrayDeque<InetAddress>();
    Map<InetAddress, Integer> each = new HashMap<>();
    for (byte step : steps) {
      if (step >= 0) {
        var peer = address("192.0.2." + step % 8);
        int mine = each.getOrDefault(peer, 0);
        var expected = open.size() >= 20 ? Refused.TOTAL : mine >= 5 ? Refused.ADDRESS : null;
        assertThat(admission.enter(peer)).isEqualTo(expected);
        if (expected == null) {
          open.add(peer);
          each.merge(peer, 1, Integer::sum);
        }
      } else if (!open.isEmpty()) {
        var peer = open.poll();
        each.merge(peer, -1, Integer::sum);
        admission.leave(peer);
      }
    }
    while (!open.isEmpty()) {
      admission.leave(open.poll());
    }
    for (int i = 0; i < 20; i++) {
      assertThat(admission.enter(address("192.0.2." + (100 + i)))).isNull();
    }
  }
}
