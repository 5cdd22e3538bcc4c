package im.viavai.features.registration;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;

final class SignUpTest {
  @Test
  void anIpv6CustomerIsOneNetwork() throws UnknownHostException {
    assertThat(network("2001:db8:1:2::1")).isEqualTo(network("2001:db8:1:2:ffff::7"));
    assertThat(network("2001:db8:1:2::1")).isNotEqualTo(network("2001:db8:1:3::1"));
    assertThat(network("192.0.2.1")).isNotEqualTo(network("192.0.2.2"));
  }

  private static String network(String address) throws UnknownHostException {
    return SignUp.network(InetAddress.getByName(address));
  }
}
