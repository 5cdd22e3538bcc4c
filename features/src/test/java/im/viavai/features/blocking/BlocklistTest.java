package im.viavai.features.blocking;

import static org.assertj.core.api.Assertions.assertThat;

import im.viavai.xmpp.Element;
import im.viavai.xmpp.Jid;
import im.viavai.xmpp.Requirement;
import im.viavai.xmpp.StreamException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

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

  /// "a~" and "b_" have the same hash, and a localpart may have them: a list of such addresses is
  /// as quick as any. One that compared each with each would take two thousand million steps here.
  @Test
  @Timeout(30)
  void cve2012_2739AddressesThatCollideAreFoundAsQuickly() {
    List<Jid> colliding = new ArrayList<>();
    for (int i = 0; i < 1 << 16; i++) {
      StringBuilder name = new StringBuilder();
      for (int bit = 0; bit < 16; bit++) name.append((i >> bit & 1) == 0 ? "a~" : "b_");
      colliding.add(Jid.of(name + "@example.org"));
    }
    assertThat(colliding.stream().map(Jid::hashCode).distinct()).hasSize(1);
    Blocklist list = new Blocklist(Set.of()).with(colliding.subList(1, colliding.size()));
    assertThat(list.covers(colliding.getFirst())).isFalse();
    for (Jid one : colliding.subList(1, colliding.size())) assertThat(list.covers(one)).isTrue();
    assertThat(list.without(colliding).entries()).isEmpty();
  }
}
