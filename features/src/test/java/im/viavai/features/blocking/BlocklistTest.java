package im.viavai.features.blocking;

import static org.assertj.core.api.Assertions.assertThat;

import im.viavai.xmpp.Element;
import im.viavai.xmpp.Jid;
import im.viavai.xmpp.Requirement;
import im.viavai.xmpp.StreamException;
import java.util.Set;
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
