package im.viavai.xmpp;

import static org.assertj.core.api.Assertions.assertThat;

import im.viavai.xmpp.StreamError.Condition;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// CVE-2012-2739: names that all have the same hash, "Aa" being one with "BB".
final class CollidingNamesTest {
  private static List<String> colliding(int pairs) {
    List<String> all = new ArrayList<>();
    for (int i = 0; i < 1 << pairs; i++) {
      StringBuilder name = new StringBuilder();
      for (int bit = 0; bit < pairs; bit++) name.append((i >> bit & 1) == 0 ? "Aa" : "BB");
      all.add(name.toString());
    }
    assertThat(all.stream().map(String::hashCode).distinct()).hasSize(1);
    return all;
  }

  /// Names without an order would be compared each with each: more than half a minute.
  @Test
  @Timeout(30)
  void cve2012_2739NamesOfElementsStayFastInASet() {
    List<Name> names = colliding(16).stream().map(local -> new Name("urn:x", local)).toList();
    Set<Name> set = new HashSet<>(names);
    assertThat(set).hasSize(names.size());
    for (Name name : names) assertThat(set.contains(name)).isTrue();
    assertThat(set.contains(new Name("urn:x", "AaBB"))).isFalse();
  }

  @Test
  void cve2012_2739NamesOfAttributesAreKeptApartUpToTheirLimit() throws StreamException {
    List<String> names = colliding(14);
    int most = Limits.AFTER_LOGIN.attributes();
    Recorder recorder = new Recorder();
    StreamReader reader = new StreamReader(Limits.AFTER_LOGIN, recorder);
    Recorder.feed(reader, Recorder.HEADER);
    Recorder.feed(
        reader,
        "<message><x xmlns='urn:x'" + attributes(names.subList(0, most - 1)) + "/></message>");
    Stanza read = recorder.stanzas.getFirst();
    Element x = read.element(read.children().getFirst());
    for (int i = 0; i < most - 1; i++) assertThat(x.attribute(names.get(i))).isEqualTo("" + i);
    StreamException refused =
        Assertions.catchThrowableOfType(
            StreamException.class,
            () -> Recorder.feed(reader, "<message><x" + attributes(names) + "/></message>"));
    assertThat(refused.error().condition()).isEqualTo(Condition.POLICY_VIOLATION);
    assertThat(recorder.stanzas).hasSize(1);
  }

  private static String attributes(List<String> names) {
    StringBuilder all = new StringBuilder();
    for (int i = 0; i < names.size(); i++)
      all.append(' ').append(names.get(i)).append("='").append(i).append('\'');
    return all.toString();
  }

  @Test
  void cve2012_2739NamesOfChildrenAreKeptApart() throws StreamException {
    List<String> names = colliding(10);
    StringBuilder xml = new StringBuilder("<x xmlns='urn:x'>");
    for (String name : names) xml.append('<').append(name).append("/>");
    Element x = Element.parse(xml + "</x>");
    assertThat(x.children().stream().map(child -> child.name().local())).isEqualTo(names);
  }
}
