package im.viavai.server.invite;

import static org.assertj.core.api.Assertions.assertThat;

import im.viavai.server.sasl.Tokens;
import java.security.SecureRandom;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RecoveryCodeTest {
  @Test
  void whatWasPrintedIsReadHoweverItIsTyped() {
    RecoveryCode code = RecoveryCode.draw(new Tokens(new SecureRandom()));
    String printed = code.printed();
    assertThat(printed).matches("([A-Z2-7]{5}-){5}[A-Z2-7]");
    assertThat(code.toString()).doesNotContain(printed);
    String small = printed.toLowerCase(Locale.ROOT);
    for (String typed :
        List.of(
            printed,
            small,
            printed.replace("-", ""),
            printed.replace('-', ' '),
            " " + printed + "\n",
            small.replace('o', '0').replace('l', '1').replace('b', '8'))) {
      assertThat(RecoveryCode.parse(typed).orElseThrow().hash()).isEqualTo(code.hash());
    }
  }

  @Test
  void anythingElseIsNoCode() {
    String good = "a".repeat(26);
    for (String wrong :
        List.of("", "-", good + "a", good.substring(1), good.substring(1) + "9", good + "\u0000")) {
      assertThat(RecoveryCode.parse(wrong)).isEmpty();
    }
    assertThat(RecoveryCode.parse(good + "-".repeat(RecoveryCode.MAX_TEXT - 26))).isPresent();
    assertThat(RecoveryCode.parse(good + "-".repeat(RecoveryCode.MAX_TEXT - 25))).isEmpty();
  }

  @Test
  void noInputOfAnybodyBreaksIt() {
    Random random = new Random(42);
    for (int i = 0; i < 20_000; i++) {
      int[] any = random.ints(random.nextInt(40), 0, 0x3000).toArray();
      RecoveryCode.parse(new String(any, 0, any.length));
    }
  }
}
