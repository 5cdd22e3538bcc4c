package im.viavai.xmpp;

import static org.assertj.core.api.Assertions.assertThat;

import im.viavai.xmpp.StreamError.Condition;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntSupplier;
import javax.xml.stream.XMLStreamException;
import org.jspecify.annotations.Nullable;

/// Reads the same bytes with our reader and with the [Oracle]: both must refuse or both accept
/// them, and what we accept must say the same after it was re-addressed and spliced.
final class Comparison {
  private static final byte[] HEADER = Recorder.HEADER.getBytes(StandardCharsets.UTF_8);
  private static final byte[] END = "</stream:stream>".getBytes(StandardCharsets.UTF_8);
  private static final Jid FROM = Jid.of("romeo@montague.lit/'orchard' & <garden>");
  private static final Jid TO = Jid.of("juliet@capulet.lit/balcony");
  private static final Element ADDED = Element.of("urn:added", "added").withText("<&>");

  /// What both said.
  enum Outcome {
    ACCEPTED,
    REFUSED,
    /// Well-formed, but not allowed in XMPP.
    FORBIDDEN
  }

  private Comparison() {}

  /// Compares on what comes after a stream header.
  ///
  /// @param fragment how many bytes to feed next
  static Outcome compare(byte[] xml, IntSupplier fragment) {
    Recorder recorder = new Recorder();
    StreamException error = read(recorder, xml, fragment);
    Oracle oracle = oracle(xml);
    if (error == null && recorder.events.contains("closed")) {
      return Outcome.FORBIDDEN; // whatever comes behind the end is not read
    }
    if (error == null) {
      assertThat(oracle).as("accepted by us alone").isNotNull();
      assertThat(oracle.isRestricted).isFalse();
      compare(recorder, oracle.elements);
      return Outcome.ACCEPTED;
    }
    Condition condition = error.error().condition();
    switch (condition) {
      case NOT_WELL_FORMED ->
          assertThat(oracle == null || hasSupplementaryName(error, xml))
              .as(error.getMessage())
              .isTrue();
      case RESTRICTED_XML ->
          assertThat(oracle == null || oracle.isRestricted).as(error.getMessage()).isTrue();
      case BAD_FORMAT ->
          assertThat(oracle == null || oracle.hasText).as(error.getMessage()).isTrue();
      case UNSUPPORTED_STANZA_TYPE, INVALID_NAMESPACE, POLICY_VIOLATION -> {}
      default -> throw new AssertionError(error);
    }
    return oracle == null ? Outcome.REFUSED : Outcome.FORBIDDEN;
  }

  /// Woodstox takes every character beyond U+FFFF for part of a name; XML 1.0's fourth edition
  /// allows none of them there.
  private static boolean hasSupplementaryName(StreamException error, byte[] xml) {
    return error.error().text().equals("a character that no name may have")
        && new String(xml, StandardCharsets.UTF_8).codePoints().anyMatch(c -> c > 0xFFFF);
  }

  private static @Nullable StreamException read(
      Recorder recorder, byte[] xml, IntSupplier fragment) {
    StreamReader reader = new StreamReader(Limits.AFTER_LOGIN, recorder);
    try {
      reader.feed(HEADER, 0, HEADER.length);
      int at = 0;
      while (at < xml.length) {
        int length = Math.min(fragment.getAsInt(), xml.length - at);
        reader.feed(xml, at, length);
        at += length;
      }
      return reader.buffered() == 0 ? null : Wrong.notWellFormed("incomplete");
    } catch (StreamException e) {
      return e;
    }
  }

  private static @Nullable Oracle oracle(byte[] xml) {
    try {
      return Oracle.read(new Bytes(xml.length + 300).add(HEADER).add(xml).add(END).toArray());
    } catch (XMLStreamException e) {
      return null;
    }
  }

  private static void compare(Recorder recorder, List<Oracle.Tree> expected) {
    List<Oracle.Tree> rest = new ArrayList<>(expected);
    int stanzas = 0;
    int malformed = 0;
    int nonzas = 0;
    for (String event : recorder.events) {
      switch (event) {
        case "stanza" -> compare(recorder.stanzas.get(stanzas++), rest.removeFirst());
        case "malformed" -> compare(recorder.malformed.get(malformed++), rest.removeFirst());
        case "nonza" ->
            assertThat(reread(recorder.nonzas.get(nonzas++).toBytes("jabber:client")))
                .isEqualTo(rest.removeFirst());
        default -> {}
      }
    }
    assertThat(rest).isEmpty();
  }

  private static void compare(Stanza stanza, Oracle.Tree expected) {
    String[] addresses = {"from", "to"};
    Oracle.Tree same = expected.without(addresses);
    same.attributes().putIfAbsent("{http://www.w3.org/XML/1998/namespace}lang", "en");
    if (same.attributes().getOrDefault("type", "-").isEmpty()) {
      same.attributes().remove("type"); // an empty type is no type
    }
    if (same.attributes().get("{http://www.w3.org/XML/1998/namespace}lang").isEmpty()) {
      same.attributes().remove("{http://www.w3.org/XML/1998/namespace}lang");
    }
    assertThat(reread(stanza.toBytes()).without(addresses)).isEqualTo(same);

    Stanza spliced = stanza.withAddresses(FROM, TO).plus(ADDED);
    assertThat(spliced.size()).isEqualTo(spliced.toBytes().length);
    Oracle.Tree read = reread(spliced.toBytes());
    assertThat(read.attributes())
        .containsEntry("from", FROM.toString())
        .containsEntry("to", TO.toString());
    Oracle.Tree added = (Oracle.Tree) read.content().removeLast();
    assertThat(added).isEqualTo(reread(ADDED.toBytes("")));
    assertThat(read.without(addresses)).isEqualTo(same);

    Stanza stored = Stanza.parse(spliced.embedded());
    assertThat(stored.toBytes()).isEqualTo(spliced.toBytes());
    assertThat(stored.children()).isEqualTo(spliced.children());
    assertThat(stored.id()).isEqualTo(same.attributes().getOrDefault("id", ""));
    assertThat(stored.type()).isEqualTo(same.attributes().getOrDefault("type", ""));
    assertThat(stored.without(child -> child.name().equals(ADDED.name()))).isNotNull();

    List<Object> trees = same.content().stream().filter(Oracle.Tree.class::isInstance).toList();
    for (int i = 0; i < trees.size(); i++) {
      Element child = stanza.element(stanza.children().get(i));
      assertThat(child.name()).isEqualTo(stanza.children().get(i).name());
      assertThat(reread(child.toBytes("jabber:client"))).isEqualTo(trees.get(i));
    }
    assertThat(stanza.children()).hasSize(trees.size());
  }

  /// What the oracle reads in what we have written, where `jabber:client` is the default.
  private static Oracle.Tree reread(byte[] written) {
    Oracle oracle = oracle(written);
    assertThat(oracle).as(new String(written, StandardCharsets.UTF_8)).isNotNull();
    assertThat(oracle.elements).hasSize(1);
    return oracle.elements.getFirst();
  }
}
