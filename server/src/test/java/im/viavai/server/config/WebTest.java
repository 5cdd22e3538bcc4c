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
    assertThat(new Web("https://a.example:8443/chat", List.of()).url())
        .isEqualTo("https://a.example:8443/chat");
    assertThat(new Web("", List.of()).url()).isEmpty();
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
    assertThatIllegalArgumentException().isThrownBy(() -> new Web(url, List.of()));
  }
}
