package im.viavai.server.config;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SizeTest {
  @ParameterizedTest
  @CsvSource({
    "0, 0 bytes",
    "1, 1 byte",
    "1000, 1000 bytes",
    "1024, 1 KiB",
    "65536, 64 KiB",
    "65537, 65537 bytes",
    "104857600, 100 MiB",
    "2147483648, 2 GiB",
    "9223372036854775807, off"
  })
  void peopleAreToldWhatTheOperatorWrote(long bytes, String words) {
    assertThat(new Size(bytes).words()).isEqualTo(words);
  }
}
