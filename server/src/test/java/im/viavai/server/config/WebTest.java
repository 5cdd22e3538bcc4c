package im.viavai.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WebTest {
  @Test
  void anAddressIsTakenAsItStands() {
    assertThat(new Web("https://a.example:8443/chat", List.of(), List.of()).url())
        .isEqualTo("https://a.example:8443/chat");
    assertThat(new Web("", List.of(), List.of()).url()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://a.example",
        "https://a.example/",
        "a.example",
        "https://",
        "https://me@a.example",
        "https://a.example?x",
        "https://a.example#x",
        "https://è.example",
        "https://a.example/ x"
      })
  void anythingElseStopsTheStart(String url) {
    assertThatIllegalArgumentException().isThrownBy(() -> new Web(url, List.of(), List.of()));
  }

  @Test
  void addressesAreLiteral() {
    List<String> good = List.of("203.0.113.5", "2001:db8::5");
    assertThat(new Web("", List.of(), good).publicAddresses()).isEqualTo(good);
    for (String bad : List.of("example.org", "", "1.2.3", "fe80::1%eth0", "\"")) {
      assertThatIllegalArgumentException()
          .as(bad)
          .isThrownBy(() -> new Web("", List.of(), List.of(bad)));
    }
  }
}
