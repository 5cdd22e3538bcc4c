package im.viavai.features.roster;

import static org.assertj.core.api.Assertions.assertThat;

import im.viavai.xmpp.Element;
import im.viavai.xmpp.Jid;
import im.viavai.xmpp.Namespaces;
import im.viavai.xmpp.Requirement;
import im.viavai.xmpp.StanzaError.Condition;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.AlphaChars;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;

/// What a roster set may hold.
final class RosterSetTest {
  private static Element set(String name, List<String> groups) {
    Element.Builder item =
        Element.builder(RosterSet.ITEM)
            .attribute("jid", "nurse@example.com")
            .attribute("name", name);
    for (String group : groups) item.child("group", group);
    return Element.builder(Namespaces.ROSTER, "query").child(item.build()).build();
  }

  private static Condition refusal(Element query) {
    return ((RosterSet.Wrong) RosterSet.read(query)).error().condition();
  }

  @Requirement(
      document = "RFC 6121",
      section = "2.3.3",
      quote = "The length of the 'name' attribute is greater than a server- configured limit")
  @Test
  void aHandleHasALimit() {
    assertThat(RosterSet.read(set("n".repeat(RosterSet.TEXT_LIMIT), List.of())))
        .isInstanceOf(RosterSet.Put.class);
    assertThat(refusal(set("n".repeat(RosterSet.TEXT_LIMIT + 1), List.of())))
        .isEqualTo(Condition.NOT_ACCEPTABLE);
  }

  @Requirement(
      document = "RFC 6121",
      section = "2.3.3",
      quote =
          "The XML character data of the <group/> element is larger than a server-configured limit")
  @Test
  void aGroupNameHasALimit() {
    assertThat(RosterSet.read(set("", List.of("g".repeat(RosterSet.TEXT_LIMIT)))))
        .isInstanceOf(RosterSet.Put.class);
    assertThat(refusal(set("", List.of("g".repeat(RosterSet.TEXT_LIMIT + 1)))))
        .isEqualTo(Condition.NOT_ACCEPTABLE);
  }

  @Test
  void t24AnItemHasOnlySoManyGroups() {
    List<String> many =
        IntStream.rangeClosed(0, RosterSet.GROUP_LIMIT).mapToObj(i -> "g" + i).toList();

    assertThat(RosterSet.read(set("", many.subList(1, many.size()))))
        .isInstanceOf(RosterSet.Put.class);
    assertThat(refusal(set("", many))).isEqualTo(Condition.NOT_ACCEPTABLE);
  }

  @Test
  void t24AnItemHasOnlySoMuchText() {
    List<String> groups =
        IntStream.range(0, 5).mapToObj(i -> i + "g".repeat(RosterSet.TEXT_LIMIT - 1)).toList();

    assertThat(RosterSet.read(set("", groups.subList(0, 4)))).isInstanceOf(RosterSet.Put.class);
    assertThat(refusal(set("", groups))).isEqualTo(Condition.NOT_ACCEPTABLE);
  }

  @Property(tries = 500)
  void whatIsAcceptedIsKeptUnmodified(
      @ForAll @StringLength(max = 1100) @AlphaChars String name,
      @ForAll @Size(max = 5) List<@StringLength(max = 1100) @AlphaChars String> groups) {
    switch (RosterSet.read(set(name, groups))) {
      case RosterSet.Put(Jid jid, String handle, List<String> kept) -> {
        assertThat(jid).hasToString("nurse@example.com");
        assertThat(handle).isEqualTo(name);
        assertThat(kept).isEqualTo(groups).doesNotHaveDuplicates().doesNotContain("");
      }
      case RosterSet.Remove remove -> throw new AssertionError(remove);
      case RosterSet.Wrong wrong ->
          assertThat(
                  name.length() > RosterSet.TEXT_LIMIT
                      || groups.stream()
                          .anyMatch(g -> g.isEmpty() || g.length() > RosterSet.TEXT_LIMIT)
                      || name.length() + String.join("", groups).length() > RosterSet.ITEM_LIMIT
                      || groups.stream().distinct().count() < groups.size())
              .isTrue();
    }
  }
}
