package im.viavai.xmpp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.AlphaChars;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.StringLength;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import rocks.xmpp.precis.PrecisProfile;
import rocks.xmpp.precis.PrecisProfiles;

class JidTest {

  @ParameterizedTest(name = "RFC 7622 table 1 and more: {0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "juliet@example.com | juliet | example.com |",
        "juliet@example.com/foo | juliet | example.com | foo",
        "juliet@example.com/foo bar | juliet | example.com | foo bar",
        "juliet@example.com/foo@bar | juliet | example.com | foo@bar",
        "juliet@example.com/a/b | juliet | example.com | a/b",
        "foo\\20bar@example.com | foo\\20bar | example.com |",
        "fussball@example.com | fussball | example.com |",
        "fußball@example.com | fußball | example.com |",
        "π@example.com | π | example.com |",
        "Σ@example.com/foo | σ | example.com | foo",
        "σ@example.com/foo | σ | example.com | foo",
        "king@example.com/♚ | king | example.com | ♚",
        "example.com | | example.com |",
        "example.com/foobar | | example.com | foobar",
        "a.example.com/b@example.net | | a.example.com | b@example.net",
        "Juliet@EXAMPLE.Com./Balcony | juliet | example.com | Balcony",
        "ｊuliet@example.com | juliet | example.com |",
        "a@bücher.example | a | bücher.example |",
        "a@BÜCHER.example | a | bücher.example |",
        "a@xn--bcher-kva.example | a | bücher.example |",
        "a@faß.de | a | faß.de |",
        "a@ｅxample。com | a | example.com |",
        "a@192.0.2.1 | a | 192.0.2.1 |",
        "a@[2001:DB8::1]/x | a | [2001:db8::1] | x",
        "a@my_host | a | my_host |",
      })
  void thePartsAreTakenApart(String text, String local, String domain, String resource) {
    Jid jid = Jid.of(text);
    assertThat(jid.localpart()).isEqualTo(local == null ? "" : local);
    assertThat(jid.domainpart()).isEqualTo(domain);
    assertThat(jid.resourcepart()).isEqualTo(resource == null ? "" : resource);
    assertThat(Jid.of(jid.toString())).isEqualTo(jid).hasSameHashCodeAs(jid);
  }

  @ParameterizedTest(name = "RFC 7622 table 2 and more: {0}")
  @ValueSource(
      strings = {
        "\"juliet\"@example.com",
        "foo bar@example.com",
        "juliet@example.com/",
        "@example.com/foobar",
        "henryⅣ@example.com",
        "♚@example.com",
        "juliet@",
        "/foobar",
        "",
        "@",
        "/",
        "a@b@c",
        "a@/b",
        "a@.",
        "a@b..c",
        "a@.b",
        "a@-b",
        "a@b-",
        "a@b c",
        "a@b:5222",
        "a@b%c",
        "a&b@c",
        "a'b@c",
        "a<b@c",
        "a>b@c",
        "a:b@c",
        "＠a@b",
        "a\u0000@b",
        "a@b/\u0000",
        "a@b/\u007F",
        "a@b/\n",
        "a@b/\uD800",
        "\uDC00@b",
        "a@\uD800b",
        "a@[::1",
        "a@[::1%lo]",
        "a@[192.0.2.1]",
        "a@[xyz]",
        "a@[::g]",
        "a@xn--a",
        "a@b\u200D.c",
        "a@ex\uFF0Fample.com",
        "a@\u00AD"
      })
  void whatIsNoAddressIsRefused(String text) {
    assertThat(Jid.parse(text)).isEmpty();
    assertThatThrownBy(() -> Jid.of(text)).isInstanceOf(IllegalArgumentException.class);
  }

  @Requirement(
      document = "RFC 7622",
      section = "3.1",
      quote = "MUST NOT be zero octets in length and MUST NOT be more than 1023 octets in length")
  @Test
  void cve20152059PartsAreLimitedBeforeAndAfterPreparation() {
    String longest = "x".repeat(1023);
    assertThat(Jid.parse(longest, "b", "")).isPresent();
    assertThat(Jid.parse("a", "b", longest)).isPresent();
    assertThat(Jid.parse(longest + "x", "b", "")).isEmpty();
    assertThat(Jid.parse("a", "b", longest + "x")).isEmpty();
    assertThat(Jid.parse("a", ".b".repeat(512).substring(1), "")).isPresent();
    assertThat(Jid.parse("a", ".b".repeat(512).substring(1) + "bb", "")).isEmpty();
    assertThat(Jid.parse("a", "b".repeat(64), "")).isEmpty();
    // counted in bytes
    assertThat(Jid.parse("é".repeat(511), "b", "é".repeat(511))).isPresent();
    assertThat(Jid.parse("é".repeat(512), "b", "")).isEmpty();
    assertThat(Jid.parse("a", "b", "é".repeat(512))).isEmpty();
    // U+0390 takes two bytes, its decomposition six, and OpaqueString composes it again; U+FB2C
    // grows for good
    assertThat(Jid.parse("a", "b", "\uFB2C".repeat(341))).isEmpty();
    // one character becoming eighteen
    assertThat(Jid.parse("\uFDFA".repeat(300), "b", "")).isEmpty();
    assertThat(Jid.parse("x".repeat(3071))).isEmpty();
  }

  @Test
  void viewsOfAnAddress() {
    Jid full = Jid.of("a@b/c");
    assertThat(full.isFull()).isTrue();
    assertThat(full.isBare()).isFalse();
    assertThat(full.isDomain()).isFalse();
    assertThat(full.bare()).hasToString("a@b").isSameAs(full.bare());
    assertThat(full.bare().bare()).isSameAs(full.bare());
    assertThat(full.domain()).hasToString("b");
    assertThat(full.domain().isDomain()).isTrue();
    assertThat(full.withResourcepart("d")).hasToString("a@b/d");
    assertThat(full.withResourcepart("")).isEqualTo(full.bare());
    assertThatThrownBy(() -> full.withResourcepart("\n"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(full).isNotEqualTo(full.bare()).isNotEqualTo("a@b/c");
    assertThat(new String(Jid.of("a@b/<'&é>").wire(), java.nio.charset.StandardCharsets.UTF_8))
        .isEqualTo("a@b/&lt;&apos;&amp;é&gt;");
  }

  @Test
  void cve2012_2739CollidingAddressesStayFastInAMap() {
    // "Aa" and "BB" have the same hash; in a localpart only lower case is left, so the resource has
    // them
    List<String> resources = new ArrayList<>(List.of(""));
    for (int i = 0; i < 13; i++) {
      List<String> longer = new ArrayList<>();
      for (String resource : resources) {
        longer.add(resource + "Aa");
        longer.add(resource + "BB");
      }
      resources = longer;
    }
    Map<Jid, Integer> map = new HashMap<>();
    long start = System.nanoTime();
    for (String resource : resources) {
      map.merge(Jid.of("a@b/" + resource), 1, Integer::sum);
    }
    assertThat(map).hasSize(8192);
    assertThat(System.nanoTime() - start).isLessThan(5_000_000_000L);
  }

  @Property(tries = 2000)
  void theShortWayForAsciiLeadsToTheSame(
      @ForAll @CharRange(from = '\u0001', to = '\u007F') @StringLength(max = 12) String text) {
    String local = enforce(PrecisProfiles.USERNAME_CASE_MAPPED, text);
    boolean excluded = local != null && local.chars().anyMatch(c -> "\"&'/:<>@".indexOf(c) >= 0);
    assertThat(JidParts.local(text)).isEqualTo(excluded ? null : local);
    assertThat(JidParts.resource(text)).isEqualTo(enforce(PrecisProfiles.OPAQUE_STRING, text));
  }

  private static @Nullable String enforce(PrecisProfile profile, String text) {
    try {
      String prepared = profile.enforce(text);
      return prepared.isEmpty() ? null : prepared;
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  @Property(tries = 3000)
  void preparationIsDoneOnce(@ForAll("texts") String text) {
    Jid.parse(text)
        .ifPresent(jid -> {
          assertThat(Jid.parse(jid.toString())).contains(jid);
          assertThat(Jid.parse(jid.localpart(), jid.domainpart(), jid.resourcepart()))
              .contains(jid);
          assertThat(jid.bare()).isEqualTo(Jid.of(jid.bare().toString()));
        });
  }

  @Provide
  Arbitrary<String> texts() {
    Arbitrary<String> part =
        Arbitraries.strings()
            .withChars(
                "aAzZ09.-_ @/:[]éÉßςΣπ♚ⅣｊＡ\u0301\u200D\u00AD\u3000\u0130\u0131\u05D0\u0661\uFDFA\uD83D\uDE00")
            .ofMaxLength(8);
    return Arbitraries.oneOf(
        part,
        part.flatMap(l -> part.flatMap(d -> part.map(r -> l + "@" + d + "/" + r))),
        Arbitraries.strings().ofMaxLength(20));
  }

  @Property(tries = 300)
  void anAddressSurvivesTheStream(
      @ForAll @AlphaChars @StringLength(min = 1, max = 8) String local,
      @ForAll @StringLength(min = 1, max = 12) String resource)
      throws StreamException {
    Jid jid = Jid.parse(local, "example.com", resource).orElse(null);
    if (jid != null) {
      Stanza stanza = Stanza.message().to(jid).build();
      assertThat(Recorder.stanza(stanza.toString()).to()).isEqualTo(jid);
    }
  }

  @ParameterizedTest(name = "XEP-0106 §5 and §4.3: {0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "space cadet | space\\20cadet",
        "call me \"ishmael\" | call\\20me\\20\\22ishmael\\22",
        "at&t guy | at\\26t\\20guy",
        "d'artagnan | d\\27artagnan",
        "/.fanboy | \\2f.fanboy",
        "::foo:: | \\3a\\3afoo\\3a\\3a",
        "<foo> | \\3cfoo\\3e",
        "user@host | user\\40host",
        "c:\\net | c\\3a\\net",
        "c:\\\\net | c\\3a\\\\net",
        "c:\\cool stuff | c\\3a\\cool\\20stuff",
        "c:\\5commas | c\\3a\\5c5commas",
        "\\3and\\2is\\5cool | \\5c3and\\2is\\5c5cool",
        "\\2plus\\2is\\4 | \\2plus\\2is\\4",
        "foo\\bar | foo\\bar",
        "foob\\41r | foob\\41r",
      })
  void foreignAddressesAreEscaped(String text, String escaped) {
    assertThat(JidEscaping.escape(text)).isEqualTo(escaped);
    assertThat(JidEscaping.unescape(escaped)).isEqualTo(text);
    assertThat(Jid.parse(escaped, "example.com", "")).isPresent();
  }

  @Requirement(
      document = "XEP-0106",
      section = "4.1",
      quote = "The character sequence \\20 MUST NOT be the first or last character")
  @Test
  void spacesAroundAreNotEscaped() {
    assertThat(JidEscaping.escape("  a b ")).isEqualTo("a\\20b");
    assertThat(JidEscaping.unescape("\\20a\\20b\\20")).isEqualTo("\\20a b\\20");
  }

  @Property(tries = 1000)
  void escapingIsUndone(
      @ForAll @CharRange(from = ' ', to = '~') @StringLength(min = 1, max = 20) String text) {
    String stripped = text.strip();
    assertThat(JidEscaping.unescape(JidEscaping.escape(text))).isEqualTo(stripped);
    if (!stripped.isEmpty()) {
      assertThat(Jid.parse(JidEscaping.escape(text), "b", "")).isPresent();
    }
  }
}
