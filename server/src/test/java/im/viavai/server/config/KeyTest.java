package im.viavai.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class KeyTest {
  enum Colour {
    RED,
    DARK_BLUE
  }

  @Section("sample")
  @Doc("A sample.")
  record Sample(
      @Doc("d") @Default("true") boolean truth,
      @Doc("d") @Default("7") @Range(min = 5, max = 9) int aNumber,
      @Doc("d") @Default("off") @CanBeOff int limit,
      @Doc("d") @Default("4KiB") @Range(min = 10) @CanBeOff Size size,
      @Doc("d") @Default("90s") @CanBeOff Duration time,
      @Doc("d") @Default("dark-blue") Colour colour,
      @Doc("d") @Default("a, b") @Range(max = 3) List<String> list,
      @Doc("d") @Default("") Secret secret) {}

  private static Object parse(String key, Object raw) throws BadValue {
    return Shape.of(Sample.class).keys().stream()
        .filter(k -> k.name().equals(key))
        .findFirst()
        .orElseThrow()
        .parse(raw);
  }

  private static void refuses(String key, Object raw, String message) {
    assertThatExceptionOfType(BadValue.class)
        .isThrownBy(() -> parse(key, raw))
        .withMessageContaining(message);
  }

  @Test
  void everyKeyHasItsDefault() {
    assertThat(Shape.of(Sample.class).defaults())
        .isEqualTo(
            new Sample(
                true,
                7,
                Integer.MAX_VALUE,
                new Size(4096),
                Duration.ofSeconds(90),
                Colour.DARK_BLUE,
                List.of("a", "b"),
                new Secret("")));
  }

  @Test
  void namesAreSpelledAsInTheFile() {
    assertThat(Shape.of(Sample.class).keys().get(1).name()).isEqualTo("a_number");
  }

  @Test
  void numbersStayWithinTheirRange() throws BadValue {
    assertThat(parse("a_number", 9L)).isEqualTo(9);
    assertThat(parse("a_number", "5")).isEqualTo(5);
    refuses("a_number", 10L, "is 10; allowed is from 5 to 9");
    refuses("a_number", "six", "is \"six\"; write a number from 5 to 9");
    refuses("a_number", 0L, "allowed is from 5 to 9");
    refuses("a_number", Long.MAX_VALUE, "allowed is from 5 to 9");
    refuses("limit", 1L << 40, "is 1099511627776; allowed");
    refuses("limit", -1L, "allowed is from 0");
  }

  @Test
  void aLimitThatIsOffIsLargerThanAnything() throws BadValue {
    assertThat(parse("limit", "off")).isEqualTo(Integer.MAX_VALUE);
    assertThat(parse("limit", 0L)).isEqualTo(Integer.MAX_VALUE);
    assertThat(parse("size", "off")).isEqualTo(Size.OFF);
    assertThat(parse("time", "off")).isEqualTo(Key.NEVER);
    refuses("truth", "off", "write true or false");
  }

  @Test
  void sizesHaveUnits() throws BadValue {
    assertThat(parse("size", "256KiB")).isEqualTo(new Size(262_144));
    assertThat(parse("size", "3 MiB")).isEqualTo(new Size(3L << 20));
    assertThat(parse("size", 5000L)).isEqualTo(new Size(5000));
    refuses("size", "4 apples", "size such as");
    refuses("size", "99999999999TiB", "too large");
    refuses("size", "5", "allowed is from 10 bytes upward");
    refuses("size", List.of(), "size such as");
  }

  @Test
  void timesHaveUnits() throws BadValue {
    assertThat(parse("time", "7d")).isEqualTo(Duration.ofDays(7));
    assertThat(parse("time", "250ms")).isEqualTo(Duration.ofMillis(250));
    assertThat(parse("time", "999999999d")).isEqualTo(Key.NEVER);
    refuses("time", 30L, "time such as");
    refuses("time", "30", "time such as");
    refuses("time", "", "time such as");
  }

  @Test
  void choicesAndListsSayWhatIsAllowed() throws BadValue {
    assertThat(parse("colour", "red")).isEqualTo(Colour.RED);
    refuses("colour", "green", "write \"red\" or \"dark-blue\"");
    assertThat(parse("list", List.of("x", "y"))).isEqualTo(List.of("x", "y"));
    assertThat(parse("list", "x,y")).isEqualTo(List.of("x", "y"));
    refuses("list", List.of("1", "2", "3", "4"), "a list of 4");
    refuses("list", List.of(1L), "write it in quotes");
  }

  @Test
  void aSecretIsNeverShown() {
    assertThat(new Secret("hush").toString()).doesNotContain("hush");
  }

  @Test
  void everySectionOfTheServerHasGoodDefaults() {
    for (Class<? extends Record> type :
        List.of(
            Served.class,
            Listen.class,
            Tls.class,
            Storage.class,
            Limits.class,
            Registration.class,
            ArchiveOptions.class,
            BoshOptions.class,
            Auth.class,
            Contact.class,
            Logging.class)) {
      assertThat(Shape.of(type).defaults()).isNotNull();
    }
    assertThat(Config.defaults().of(Limits.class).rosterItems()).isEqualTo(5000);
  }
}
