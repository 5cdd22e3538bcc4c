package im.viavai.server.web;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// Properties of the reader of requests, on many that are a little wrong.
class RequestFuzzTest {
  private static final List<String> SEEDS =
      List.of(
          "GET / HTTP/1.1\r\nHost: a",
          "PUT /u/%C3%A8/x?y=%20 HTTP/1.1\r\nHost: a:5443\r\nContent-Length: 12\r\nExpect: 100-continue",
          "POST /b HTTP/1.0\r\nHost: [::1]\r\nTransfer-Encoding: chunked\r\nX: y",
          "GET /a/../b HTTP/1.1\r\nHost: a\r\nRange: bytes=0-1\r\nConnection: close, upgrade");
  private static final String PIECES = "\r\n \t:;%/.\\?#\0\u007f\u00ff0159aZ-+,[]@";

  @Test
  void whateverComesIsReadInOneWayOrRefused() {
    Random random = new Random(363);
    int good = 0;
    for (int i = 0; i < 200_000; i++) {
      String text = mutate(SEEDS.get(random.nextInt(SEEDS.size())), random);
      byte[] head = text.getBytes(ISO_8859_1);
      try {
        Request request = Request.parse(head, head.length, WebLimits.DEFAULT);
        good++;
        check(request);
      } catch (BadRequest refused) {
        assertThat(refused.status()).isBetween(400, 505);
      }
    }
    assertThat(good).isGreaterThan(1000);
  }

  private static String mutate(String seed, Random random) {
    StringBuilder text = new StringBuilder(seed);
    for (int n = random.nextInt(4); n > 0; n--) {
      int at = random.nextInt(text.length());
      char piece = PIECES.charAt(random.nextInt(PIECES.length()));
      switch (random.nextInt(4)) {
        case 0 -> text.setCharAt(at, piece);
        case 1 -> text.insert(at, piece);
        case 2 -> text.deleteCharAt(at);
        default -> {
          int end = Math.min(text.length(), at + random.nextInt(20));
          text.insert(random.nextInt(text.length()), text.substring(at, end));
        }
      }
    }
    return text.toString();
  }

  private static void check(Request request) {
    assertThat(request.bodyBytes()).isNotNegative();
    assertThat(request.headers()).doesNotContainKey("transfer-encoding");
    request.headers().values().forEach(v -> assertThat(v).doesNotContain("\r", "\n", "\0"));
    assertThat(request.path()).startsWith("/").doesNotContain("\\", ";", "/../", "/./", "//", " ");
    assertThat(request.path()).isEqualTo(request.path().strip());
    try {
      String decoded = PathRules.decode(request.path());
      assertThat(decoded).doesNotContain("\\", "/../", "/./", "//", "\0", "\n");
      assertThat(decoded.chars().filter(c -> c == '/').count())
          .isEqualTo(request.path().chars().filter(c -> c == '/').count());
    } catch (BadRequest refused) {
      assertThat(refused.status()).isEqualTo(400);
    }
  }

  @Test
  void whatWasEscapedIsDecodedToItselfWhateverItWas() throws BadRequest {
    Random random = new Random(26);
    for (int i = 0; i < 20_000; i++) {
      StringBuilder name = new StringBuilder("n");
      for (int n = random.nextInt(12); n > 0; n--) {
        int c = random.nextInt(0x2_0000);
        boolean allowed = Character.isDefined(c) && !Character.isISOControl(c);
        if (allowed && (c < 0xd800 || c > 0xdfff) && c != '/' && c != '\\') name.appendCodePoint(c);
      }
      assertThat(PathRules.decode("/" + escape(name.toString()))).isEqualTo("/" + name);
    }
  }

  private static String escape(String name) {
    StringBuilder text = new StringBuilder();
    for (byte b : name.getBytes(java.nio.charset.StandardCharsets.UTF_8))
      text.append('%').append("%02x".formatted(b & 0xff));
    return text.toString();
  }

  @Test
  void aMillionDigitsAreNoNumber() {
    String length = "9".repeat(7000);
    byte[] head = ("PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: " + length).getBytes(ISO_8859_1);
    assertThatExceptionOfType(BadRequest.class)
        .isThrownBy(() -> Request.parse(head, head.length, WebLimits.DEFAULT))
        .satisfies(bad -> assertThat(bad.status()).isEqualTo(413));
  }
}
