package im.viavai.app.config;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import im.viavai.app.Sections;
import im.viavai.server.config.ArchiveOptions;
import im.viavai.server.config.Limits;
import im.viavai.server.config.Listen;
import im.viavai.server.config.Served;
import im.viavai.server.config.Size;
import im.viavai.server.config.Storage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SettingsReaderTest {
  @TempDir Path folder;

  private Reading read(String toml, Map<String, String> environment) {
    try {
      Path file = Files.writeString(folder.resolve("viavai.toml"), toml);
      return SettingsReader.read(file, environment, Sections.ALL);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private Settings right(String toml) {
    Reading reading = read(toml, Map.of());
    assertThat(reading).isInstanceOf(Reading.Right.class);
    return ((Reading.Right) reading).settings();
  }

  /// The mistakes without the name of the file: `LINE:COLUMN: MESSAGE`.
  private List<String> wrong(String toml) {
    Reading reading = read(toml, Map.of());
    assertThat(reading).as(toml).isInstanceOf(Reading.Wrong.class);
    return ((Reading.Wrong) reading)
        .mistakes().stream().map(m -> m.line() + ":" + m.column() + ": " + m.message()).toList();
  }

  @Test
  void aMissingFileMeansTheDefaults() {
    Reading reading = SettingsReader.read(folder.resolve("none"), Map.of(), Sections.ALL);
    assertThat(reading).isInstanceOf(Reading.Right.class);
    assertThat(((Reading.Right) reading).settings().of(Served.class).domains())
        .containsExactly("localhost");
  }

  @Test
  void theDefaultFileMeansTheDefaults() {
    Settings settings = right(SettingsText.defaultFile(Sections.ALL));
    Settings defaults = right("");
    for (Class<? extends Record> section : Sections.ALL) {
      assertThat(settings.of(section)).isEqualTo(defaults.of(section));
    }
  }

  @Test
  void theDefaultFileWithEveryHashRemovedMeansTheDefaultsToo() {
    String all = SettingsText.defaultFile(Sections.ALL).replaceAll("(?m)^#(?=[a-z_0-9]+ = )", "");
    Settings settings = right(all);
    assertThat(SettingsText.inForce(settings, Sections.ALL))
        .isEqualTo(SettingsText.inForce(right(""), Sections.ALL));
    assertThat(all).contains("\nc2s = 5222\n").contains("\nretention = \"off\"\n");
  }

  @Test
  void keysAreRead() {
    Settings settings =
        right(
            """
            domains = ["example.org", "chat.example.org"]
            [listen]
            addresses = ["10.0.0.1"]
            c2s = 15222
            [limits]
            stanza_bytes = "1MiB"
            login_timeout = "1m"
            connections_per_address = "off"
            roster_items = 0
            """);
    assertThat(settings.of(Served.class).domains()).hasSize(2);
    assertThat(settings.of(Listen.class).c2s()).isEqualTo(15222);
    assertThat(settings.of(Listen.class).c2sTls()).isEqualTo(5223);
    assertThat(settings.of(Limits.class).stanzaBytes()).isEqualTo(new Size(1 << 20));
    assertThat(settings.of(Limits.class).loginTimeout()).isEqualTo(Duration.ofMinutes(1));
    assertThat(settings.of(Limits.class).connectionsPerAddress()).isEqualTo(Integer.MAX_VALUE);
    assertThat(settings.of(Limits.class).rosterItems()).isEqualTo(Integer.MAX_VALUE);
  }

  @Test
  void anUnknownKeyIsAMistakeWithItsPlaceAndTheLikelyWord() {
    assertThat(wrong("[limits]\n  stanza_byte = 5\n"))
        .containsExactly("2:3: \"stanza_byte\" is unknown. Did you mean \"stanza_bytes\"?");
    assertThat(wrong("domain = 1\n[limit]\n")).hasSize(2);
    assertThat(wrong("[limit]\nroster_items = 9\n"))
        .containsExactly("1:1: \"limit\" is unknown. Did you mean \"limits\"?");
    assertThat(wrong("nonsense_without_likeness = true\n").getFirst())
        .startsWith("1:1: ")
        .contains("Known are domains, listen");
  }

  @Test
  void everyMistakeIsToldAtOnceInTheOrderOfTheFile() {
    assertThat(
            wrong(
                """
                [listen]
                c2s = 70000
                c2s_tls = "many"
                [limits]
                stanza_bytes = "12 apples"
                login_timeout = 30
                """))
        .satisfiesExactly(
            m -> assertThat(m).isEqualTo("2:1: c2s is 70000; allowed is from 0 to 65535."),
            m -> assertThat(m).startsWith("3:1: c2s_tls is \"many\"; write a number"),
            m -> assertThat(m).startsWith("5:1: stanza_bytes is \"12 apples\"; write a size"),
            m -> assertThat(m).startsWith("6:1: login_timeout is 30; write a time such as"));
  }

  @Test
  void whatIsNoTomlIsToldWithItsPlace() {
    assertThat(wrong("[limits\n")).first().asString().startsWith("1:8: ");
    assertThat(wrong("c2s = \n")).isNotEmpty();
    assertThat(wrong("a = 1\na = 2\n")).isNotEmpty();
    assertThat(wrong("limits = 3\n").getFirst()).contains("must be a table");
    assertThat(wrong("[[limits]]\n").getFirst()).contains("must be a table");
  }

  @Test
  void sectionsCheckWhatTheirKeysMeanTogether() {
    assertThat(wrong("[store]\nkind = \"postgresql\"\n").getFirst())
        .startsWith("1:1: ")
        .contains("url");
    assertThat(wrong("[auth]\nmechanisms = [\"SCRAM-SHA-3\"]\n").getFirst())
        .contains("SCRAM-SHA-3");
    assertThat(wrong("[tls]\nmin_version = \"1.1\"\n").getFirst()).contains("1.2");
  }

  @Test
  void domainsAreAddressesAndNamedOnce() {
    assertThat(wrong("domains = [\"a@b\"]\n").getFirst()).contains("is no domain");
    assertThat(wrong("domains = [\"\"]\n").getFirst()).contains("is no domain");
    assertThat(wrong("domains = []\n").getFirst()).contains("a list of 0");
    assertThat(wrong("domains = [\"example.org\", \"EXAMPLE.org\"]\n").getFirst())
        .contains("twice");
  }

  @Test
  void aDomainMayDifferWhereTheKeySaysSo() {
    Settings settings =
        right(
            """
            domains = ["a.example", "b.example"]
            [archive]
            retention = "30d"
            page = 100
            [domain."b.example".archive]
            retention = "7d"
            """);
    assertThat(settings.of("a.example", ArchiveOptions.class).retention())
        .isEqualTo(Duration.ofDays(30));
    assertThat(settings.of("b.example", ArchiveOptions.class).retention())
        .isEqualTo(Duration.ofDays(7));
    assertThat(settings.of("b.example", ArchiveOptions.class).page()).isEqualTo(100);
    assertThat(settings.of(ArchiveOptions.class).retention()).isEqualTo(Duration.ofDays(30));
  }

  @Test
  void aDomainMayNotDifferElsewhere() {
    assertThat(wrong("[domain.localhost.limits]\nroster_items = 9\n").getFirst())
        .startsWith("1:1: ")
        .contains("\"limits\" is no section that a domain may have");
    assertThat(wrong("[domain.localhost.tls]\nengine = \"jdk\"\n").getFirst())
        .contains("holds for the whole server: move it to [tls]");
    assertThat(wrong("[domain.\"lokalhost\".archive]\n").getFirst())
        .contains("is not served. Did you mean \"localhost\"?");
    assertThat(wrong("[domain.localhost]\narchive = 1\n").getFirst()).contains("must be a table");
  }

  @Test
  void theEnvironmentOverridesTheFile() {
    Reading reading =
        read(
            "[limits]\nroster_items = 7\n",
            Map.of("VIAVAI__LIMITS__ROSTER_ITEMS", "9", "VIAVAI__DOMAINS", "a.example,b.example"));
    Settings settings = ((Reading.Right) reading).settings();
    assertThat(settings.of(Limits.class).rosterItems()).isEqualTo(9);
    assertThat(settings.of(Served.class).domains()).containsExactly("a.example", "b.example");
  }

  @Test
  void aWrongVariableIsAMistakeAndOthersAreNotOurs() {
    Reading reading =
        read("", Map.of("VIAVAI__LIMITS__ROSTER_ITEM", "9", "VIAVAI_HEAP", "2g", "HOME", "/root"));
    assertThat(((Reading.Wrong) reading).mistakes())
        .singleElement()
        .asString()
        .isEqualTo(
            "VIAVAI__LIMITS__ROSTER_ITEM: is no setting. Did you mean \"VIAVAI__LIMITS__ROSTER_ITEMS\"?");
    Reading badValue = read("", Map.of("VIAVAI__LISTEN__C2S", "x"));
    assertThat(((Reading.Wrong) badValue).mistakes().getFirst().toString())
        .startsWith("VIAVAI__LISTEN__C2S: is \"x\"; write a number");
  }

  @Test
  void aSecretMayLieInAFileAndIsNeverShown() throws IOException {
    Files.writeString(folder.resolve("pw"), "hush\n");
    String toml = "[store]\nkind = \"postgresql\"\nurl = \"jdbc:x\"\npassword = \"file:pw\"\n";
    Settings settings = right(toml);
    assertThat(settings.of(Storage.class).password().value()).isEqualTo("hush");
    assertThat(SettingsText.inForce(settings, Sections.ALL)).doesNotContain("hush");
    assertThat(wrong("[store]\npassword = \"file:none\"\n").getFirst())
        .startsWith("2:1: ")
        .contains("cannot be read");
  }

  @Test
  void aFileThatIsNoTextOrTooLargeIsRefused() throws IOException {
    Path file = Files.write(folder.resolve("viavai.toml"), "# Grüße".getBytes(ISO_8859_1));
    assertThat(SettingsReader.read(file, Map.of(), Sections.ALL))
        .asString()
        .contains("is not UTF-8 text");
    assertThat(wrong("#".repeat((int) SettingsReader.LARGEST_FILE + 1)).getFirst())
        .contains("larger than");
  }

  @Property(tries = 200)
  void anyTextIsReadOrRefused(@ForAll String text) throws IOException {
    Path file = Files.createTempFile("viavai", ".toml");
    try {
      Files.writeString(file, text.replaceAll("\\p{Cs}", "?"));
      assertThat(SettingsReader.read(file, Map.of(), Sections.ALL)).isNotNull();
    } finally {
      Files.delete(file);
    }
  }
}
