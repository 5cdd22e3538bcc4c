package im.viavai.features.blocking;

import static org.assertj.core.api.Assertions.assertThat;

import im.viavai.xmpp.Element;
import im.viavai.xmpp.Jid;
import im.viavai.xmpp.Requirement;
import im.viavai.xmpp.StreamException;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;

/// Who is covered by what.
final class BlocklistTest {
  private static boolean covers(String entry, String who) {
    return new Blocklist(Set.of(Jid.of(entry))).covers(Jid.of(who));
  }

  @Requirement(
      document = "XEP-0191",
      section = "6",
      quote =
          "Matching of JIDs as specified in the 'jid' attribute of the <item/> element SHOULD proceed in the following order")
  @Test
  void eachKindOfEntryCoversWhatItShould() {
    assertThat(covers("u@d/r", "u@d/r")).isTrue();
    assertThat(covers("u@d/r", "u@d/s")).isFalse();
    assertThat(covers("u@d/r", "u@d")).isFalse();
    assertThat(covers("u@d", "u@d")).isTrue();
    assertThat(covers("u@d", "u@d/r")).isTrue();
    assertThat(covers("u@d", "v@d/r")).isFalse();
    assertThat(covers("d/r", "d/r")).isTrue();
    assertThat(covers("d/r", "d")).isFalse();
    assertThat(covers("d", "d")).isTrue();
    assertThat(covers("d", "d/r")).isTrue();
    assertThat(covers("d", "u@d")).isTrue();
    assertThat(covers("d", "u@d/r")).isTrue();
    assertThat(covers("d", "u@sub.d")).isFalse();
  }

  @Test
  void nobodyIsCoveredByNothing() {
    assertThat(Blocklist.EMPTY.covers(Jid.of("u@d/r"))).isFalse();
  }

  private static List<String> beyond(Set<String> after, Set<String> before, String who) {
    return list(after).beyond(list(before), Jid.of(who)).stream()
        .map(Jid::toString)
        .sorted()
        .toList();
  }

  private static Blocklist list(Set<String> entries) {
    return new Blocklist(entries.stream().map(Jid::of).collect(Collectors.toSet()));
  }

  @Test
  void whatOneListBlocksBeyondAnother() {
    assertThat(beyond(Set.of("u@d"), Set.of(), "u@d")).containsExactly("u@d");
    assertThat(beyond(Set.of("d"), Set.of(), "u@d/r")).containsExactly("u@d/r");
    assertThat(beyond(Set.of("d", "u@d"), Set.of("u@d"), "u@d")).isEmpty();
    assertThat(beyond(Set.of("d", "u@d/r"), Set.of("u@d/r"), "u@d")).containsExactly("u@d");
    assertThat(beyond(Set.of("v@d", "e"), Set.of(), "u@d")).isEmpty();
  }

  @Test
  void ofABareAddressSingleResourcesMayBeBlocked() {
    assertThat(beyond(Set.of("u@d/r", "d/s", "d/r", "v@d/t"), Set.of(), "u@d"))
        .containsExactly("u@d/r", "u@d/s");
    assertThat(beyond(Set.of("u@d/r", "d/s"), Set.of("d/r"), "u@d")).containsExactly("u@d/s");
    assertThat(beyond(Set.of("u@d/r", "d/s"), Set.of("u@d"), "u@d")).isEmpty();
    assertThat(beyond(Set.of("u@d/r", "d/s"), Set.of(), "u@d/q")).isEmpty();
    assertThat(beyond(Set.of("d/s"), Set.of(), "d")).containsExactly("d/s");
  }

  @Property(tries = 500)
  void whateverAnItemNamesIsAnAddressOrRefused(@ForAll @StringLength(max = 40) String jid)
      throws StreamException {
    Element block =
        Element.builder(BlockRequest.NS, "block")
            .child(Element.builder(BlockRequest.ITEM).attribute("jid", printable(jid)).build())
            .build();

    switch (BlockRequest.read(block)) {
      case BlockRequest.Entries entries -> assertThat(entries.reports()).hasSize(1);
      case BlockRequest.Wrong wrong -> assertThat(Jid.parse(printable(jid))).isEmpty();
    }
  }

  /// What could come through the reader at all.
  private static String printable(String text) {
    return text.codePoints()
        .filter(c -> c >= 0x20 && c < 0xD800)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }
}
