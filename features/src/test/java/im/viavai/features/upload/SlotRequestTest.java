package im.viavai.features.upload;

import static org.assertj.core.api.Assertions.assertThat;

import im.viavai.xmpp.Element;
import im.viavai.xmpp.Requirement;
import im.viavai.xmpp.StanzaError.Condition;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class SlotRequestTest {
  private static Element request(String name, String size, String type) {
    return Element.of(Uploads.NS, "request")
        .with("filename", name)
        .with("size", size)
        .with("content-type", type);
  }

  private static Condition condition(Element request) {
    return SlotRequest.of(request) instanceof SlotRequest.Bad(var error)
        ? error.condition()
        : Condition.UNDEFINED_CONDITION;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"très cool.jpg", "a", "..a", "...", ".hidden", "🎉.gif", "a;b&c=d?e#f%2f"})
  void namesOfAllKindsAreGood(String name) {
    assertThat(SlotRequest.of(request(name, "1", ""))).isInstanceOf(SlotRequest.Good.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        ".",
        "..",
        "../x",
        "a/b",
        "/etc/passwd",
        "a\\b",
        "a\u0000b",
        "a\nb",
        "a\u0085",
        "gpj\u202e.exe",
        "a\u2028b",
        "\u2066a"
      })
  void namesThatMeanAnotherPlaceOrPretendAreRefused(String name) {
    assertThat(condition(request(name, "1", ""))).isEqualTo(Condition.NOT_ACCEPTABLE);
  }

  @Test
  void aNameHasTheLengthOfANameOfAFile() {
    assertThat(SlotRequest.isName("é".repeat(127))).isTrue();
    assertThat(SlotRequest.isName("é".repeat(128))).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "'',BAD_REQUEST",
    "-1,BAD_REQUEST",
    "1.5,BAD_REQUEST",
    "0x10,BAD_REQUEST",
    "many,BAD_REQUEST",
    "9999999999999999999,BAD_REQUEST",
    "٥,BAD_REQUEST",
    "0,NOT_ACCEPTABLE"
  })
  void aSizeIsAPositiveNumber(String size, Condition condition) {
    assertThat(condition(request("a", size, ""))).isEqualTo(condition);
  }

  @Test
  @Requirement(
      document = "XEP-0363",
      section = "4",
      quote = "This element MUST include the attributes filename and size")
  void nameAndSizeMustBeThere() {
    Element nothing = Element.of(Uploads.NS, "request");
    assertThat(condition(nothing)).isEqualTo(Condition.BAD_REQUEST);
    assertThat(condition(nothing.with("size", "1"))).isEqualTo(Condition.BAD_REQUEST);
    assertThat(condition(nothing.with("filename", "a"))).isEqualTo(Condition.BAD_REQUEST);
  }

  @ParameterizedTest
  @ValueSource(strings = {"image", "image/", "/png", "a/b/c", "a b/c", "text/html\r\nx: y", "é/a"})
  void aTypeIsAMediaType(String type) {
    assertThat(condition(request("a", "1", type))).isEqualTo(Condition.NOT_ACCEPTABLE);
  }

  @Test
  @Requirement(
      document = "XEP-0363",
      section = "4",
      quote = "Non ASCII characters MUST be percent-encoded")
  void addressesAndHeadersAreAsciiWhateverTheName() {
    Random random = new Random(363);
    for (int i = 0; i < 20_000; i++) {
      StringBuilder name = new StringBuilder();
      for (int n = 1 + random.nextInt(8); n > 0; n--) name.appendCodePoint(random.nextInt(0x3000));
      if (!SlotRequest.isName(name.toString())) continue;
      assertThat(Disposition.escaped(name.toString())).matches("[A-Za-z0-9._~%-]+");
      assertThat(Disposition.of("inline", name.toString()))
          .matches("inline; filename=\"[A-Za-z0-9 ._()-]*\"; filename\\*=UTF-8''[A-Za-z0-9._~%-]+");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "bytes=0-0,0,0",
    "bytes=0-,0,11",
    "bytes=-5,7,11",
    "bytes=-100,0,11",
    "bytes=5-100,5,11",
    "BYTES=11-11,11,11"
  })
  void aRangeIsCutToTheFile(String range, long first, long last) {
    assertThat(Slice.of(range, 12)).isEqualTo(new Slice.Part(first, last));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "bytes=",
        "bytes=-",
        "bytes=5-4",
        "bytes=0-1,3-4",
        "items=0-1",
        "bytes=a-b",
        "bytes=9999999999999999999-"
      })
  void aRangeThatIsNoneIsPassedOver(String range) {
    assertThat(Slice.of(range, 12)).isEqualTo(new Slice.Whole());
  }

  @ParameterizedTest
  @ValueSource(strings = {"bytes=12-", "bytes=-0", "bytes=100-200"})
  void aRangeBehindTheEndIsNothing(String range) {
    assertThat(Slice.of(range, 12)).isEqualTo(new Slice.Nothing());
  }
}
