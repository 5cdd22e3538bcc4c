package im.viavai.xmpp;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Data forms, pages of results, points in time.
class PayloadsTest {
  private static final DataForm FORM =
      DataForm.builder(DataForm.Type.FORM, "urn:bot")
          .title("Bot Configuration")
          .instructions("Fill this in.")
          .field("public", "boolean", "Public bot?", List.of("1"))
          .field(
              new DataForm.Field(
                  "name", "text-single", "Name", "What to call it", true, List.of(), Map.of()))
          .field(
              new DataForm.Field(
                  "max",
                  "list-single",
                  "Most",
                  "",
                  false,
                  List.of("20"),
                  Map.of("10", "Ten", "20", "")))
          .field("owners", "jid-multi", "Owners", List.of("a@b", "c@d"))
          .field("about", "text-multi", "About", List.of("one", "two"))
          .build();

  @Test
  void aFormIsWrittenAndRead() throws StreamException {
    Element x = Element.parse(FORM.toElement().toString());
    assertThat(DataForm.parse(x)).contains(FORM);
    assertThat(FORM.formType()).isEqualTo("urn:bot");
    assertThat(FORM.value("public")).isEqualTo("1");
    assertThat(FORM.values("about")).containsExactly("one", "two");
    assertThat(FORM.field("nothing")).isEmpty();
    assertThat(FORM.values("nothing")).isEmpty();
    assertThat(DataForm.parse(Element.of("jabber:x:data", "x").with("type", "odd"))).isEmpty();
    assertThat(DataForm.parse(Element.of("urn:x", "x"))).isEmpty();
  }

  @Test
  void aResultHasRows() throws StreamException {
    DataForm result =
        DataForm.builder(DataForm.Type.RESULT, "")
            .reported("jid", "jid-single", "Address")
            .item(List.of(new DataForm.Field("jid", List.of("a@b"))))
            .item(List.of(new DataForm.Field("jid", List.of("c@d"))))
            .build();
    assertThat(result.toElement())
        .hasToString(
            "<x xmlns='jabber:x:data' type='result'><reported>"
                + "<field var='jid' type='jid-single' label='Address'/></reported>"
                + "<item><field var='jid'><value>a@b</value></field></item>"
                + "<item><field var='jid'><value>c@d</value></field></item></x>");
    assertThat(DataForm.parse(Element.parse(result.toElement().toString()))).contains(result);
  }

  @Test
  void aSubmissionIsChecked() {
    DataForm good =
        DataForm.builder(DataForm.Type.SUBMIT, "urn:bot")
            .value("name", "Bob")
            .value("public", "true")
            .value("max", "10")
            .value("owners", "x@y", "z")
            .value("unknown", "?")
            .build();
    assertThat(FORM.problems(good)).isEmpty();
    DataForm bad =
        DataForm.builder(DataForm.Type.SUBMIT, "urn:bot")
            .value("name", "")
            .value("public", "yes")
            .value("max", "10", "30")
            .value("owners", "@")
            .build();
    assertThat(FORM.problems(bad))
        .containsExactly(
            "public cannot be yes",
            "name is required",
            "max takes one value",
            "max cannot be 30",
            "owners cannot be @");
  }

  @Test
  void aPageIsAskedFor() throws StreamException {
    assertThat(rsm("<max>10</max>")).isEqualTo(new Rsm.Request(10, null, null, -1));
    assertThat(rsm("<max>10</max><after>x</after>")).isEqualTo(new Rsm.Request(10, "x", null, -1));
    assertThat(rsm("<max>0</max><before/>")).isEqualTo(new Rsm.Request(0, null, "", -1));
    assertThat(rsm("<index> 371 </index>")).isEqualTo(new Rsm.Request(-1, null, null, 371));
    assertThat(rsm("")).isEqualTo(Rsm.Request.ALL);
    assertThat(rsm("<max>99999999999999</max>").max(50)).isEqualTo(50);
    assertThat(rsm("<max>10</max>").max(50)).isEqualTo(10);
    assertThat(rsm("").max(50)).isEqualTo(50);
    for (String bad :
        new String[] {"<max/>", "<max>-1</max>", "<max>x</max>", "<index>1.5</index>"}) {
      assertThat(Rsm.parse(Element.parse("<set xmlns='" + Rsm.NS + "'>" + bad + "</set>")))
          .as(bad)
          .isEmpty();
    }
  }

  private static Rsm.Request rsm(String content) throws StreamException {
    return Rsm.parse(Element.parse("<set xmlns='" + Rsm.NS + "'>" + content + "</set>"))
        .orElseThrow();
  }

  @Test
  void aPageIsGiven() {
    assertThat(new Rsm.Page("a", "b", 0, 800).toElement())
        .hasToString(
            "<set xmlns='http://jabber.org/protocol/rsm'><first index='0'>a</first>"
                + "<last>b</last><count>800</count></set>");
    assertThat(new Rsm.Page(null, null, -1, 0).toElement())
        .hasToString("<set xmlns='http://jabber.org/protocol/rsm'><count>0</count></set>");
  }

  @ParameterizedTest
  @CsvSource({
    "1969-07-21T02:56:15Z, 1969-07-21T02:56:15.000Z",
    "1969-07-20T21:56:15-05:00, 1969-07-21T02:56:15.000Z",
    "2026-01-01T00:00:00.1234567890123+00:00, 2026-01-01T00:00:00.123Z",
    "2024-02-29T23:59:59.999Z, 2024-02-29T23:59:59.999Z"
  })
  void aPointInTimeIsRead(String text, String utc) {
    assertThat(Timestamps.format(Timestamps.parse(text).orElseThrow())).isEqualTo(utc);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "1969-07-21",
        "1969-07-21T02:56:15",
        "1969-07-21 02:56:15Z",
        "1969-07-21T02:56:15z",
        "1969-7-21T02:56:15Z",
        "2025-02-29T00:00:00Z",
        "2025-01-01T24:00:00Z",
        "2025-01-01T00:60:00Z",
        "2025-01-01T00:00:00+19:00",
        "2025-01-01T00:00:00.Z",
        "2025-01-01T00:00:00+0100",
        "+2025-01-01T00:00:00Z",
        "٢٠٢٥-01-01T00:00:00Z"
      })
  void whatIsNoPointInTimeIsRefused(String text) {
    assertThat(Timestamps.parse(text)).isEmpty();
  }

  @Test
  void theLegacyFormatIsRead() {
    assertThat(Timestamps.parseLegacy("20020910T23:08:25"))
        .contains(Instant.parse("2002-09-10T23:08:25Z"));
    assertThat(Timestamps.parseLegacy("2002-09-10T23:08:25Z"))
        .contains(Instant.parse("2002-09-10T23:08:25Z"));
    assertThat(Timestamps.parseLegacy("20021310T23:08:25")).isEmpty();
  }

  @Property(tries = 500)
  void timesSurvive(
      @ForAll @LongRange(min = -62_167_219_200_000L, max = 253_402_300_799_999L) long millis) {
    Instant instant = Instant.ofEpochMilli(millis);
    assertThat(Timestamps.parse(Timestamps.format(instant))).contains(instant);
  }
}
