package im.viavai.xmpp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import im.viavai.xmpp.StreamError.Condition;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// T12 and CVE-2026-43507: XML that costs more than its bytes.
class HostileXmlTest {
  private static final int CHUNK = 1400;

  /// Feeds packet by packet until it is refused.
  ///
  /// @return how many bytes were taken before that
  private static int refusedAfter(Limits limits, Condition condition, String xml) {
    Recorder recorder = new Recorder();
    StreamReader reader = new StreamReader(limits, recorder);
    byte[] bytes = (Recorder.HEADER + xml).getBytes(StandardCharsets.UTF_8);
    for (int i = 0; i < bytes.length; i += CHUNK) {
      int from = i;
      int length = Math.min(CHUNK, bytes.length - i);
      StreamException e =
          catchThrowableOfType(StreamException.class, () -> reader.feed(bytes, from, length));
      if (e != null) {
        assertThat(e.error().condition()).isEqualTo(condition);
        assertThat(reader.buffered()).isZero();
        assertThat(recorder.stanzas).isEmpty();
        return i + length;
      }
      assertThat(reader.buffered()).isLessThanOrEqualTo(limits.stanzaBytes());
    }
    throw new AssertionError("was not refused");
  }

  private static String many(IntFunction<String> part) {
    return IntStream.range(0, 100_000).mapToObj(part).collect(Collectors.joining());
  }

  private static void assertRefused(String xml) {
    for (Limits limits : new Limits[] {Limits.BEFORE_LOGIN, Limits.AFTER_LOGIN}) {
      assertThat(refusedAfter(limits, Condition.POLICY_VIOLATION, xml))
          .isLessThan(limits.stanzaBytes() + Recorder.HEADER.length() + 2 * CHUNK);
    }
  }

  @Test
  void anEndlessTag() {
    assertRefused("<message " + " ".repeat(1 << 20));
  }

  @Test
  void anEndlessAttribute() {
    assertRefused("<message a='" + "x".repeat(1 << 20));
  }

  @Test
  void anEndlessAttributeName() {
    assertRefused("<message " + "x".repeat(1 << 20));
  }

  @Test
  void anEndlessElementName() {
    assertRefused("<" + "x".repeat(1 << 20));
  }

  @Test
  void anEndlessText() {
    assertRefused("<message><body>" + "x".repeat(1 << 20));
  }

  @Test
  void anEndlessCdataSection() {
    assertRefused("<message><body><![CDATA[" + "x".repeat(1 << 20));
  }

  @Test
  void anEndlessEndTag() {
    assertRefused("<message></message" + " ".repeat(1 << 20));
  }

  @Test
  void aHundredThousandAttributes() {
    assertRefused("<message" + many(i -> " a" + i + "=''") + "/>");
  }

  @Test
  void aHundredThousandNestedElements() {
    assertRefused("<message>" + many(i -> "<a>"));
  }

  @Test
  void aHundredThousandNamespaces() {
    assertRefused("<message>" + many(i -> "<a xmlns:p" + i + "='urn:" + i + "'>"));
    assertRefused("<message" + many(i -> " xmlns:p" + i + "='urn:" + i + "'") + "/>");
  }

  @Test
  void aHundredThousandChildren() {
    assertRefused("<message>" + many(i -> "<a/>") + "</message>");
  }

  @Test
  void aHundredThousandElements() {
    assertRefused("<message><a>" + many(i -> "<a/>") + "</a></message>");
  }

  /// What a tree takes on the heap, for the worst there is: short text between empty elements.
  /// Bounded by [Limits#elements], it is less than 8 times the longest stanza. Measured with 2,000
  /// of them.
  @Test
  void aTreeTakesLittleMemory() throws StreamException {
    Limits limits = Limits.BEFORE_LOGIN;
    byte[] worst =
        ("<a xmlns='urn:x'><c>" + "x<b/>".repeat(limits.elements() - 2) + "</c></a>")
            .getBytes(StandardCharsets.UTF_8);
    List<Element> kept = new ArrayList<>();
    for (int i = 0; i < 2000; i++) {
      kept.add(Element.parse(worst, limits));
    }
    long with = usedHeap();
    assertThat(kept).hasSize(2000);
    kept.clear();
    long each = (with - usedHeap()) / 2000;
    assertThat(each).isLessThan(8L * limits.stanzaBytes());
  }

  private static long usedHeap() {
    System.gc();
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }

  @Test
  void aLongName() {
    assertRefused("<message><" + "x".repeat(300) + "/></message>");
    assertRefused("<message " + "x".repeat(300) + "=''/>");
  }

  @Test
  void anEndlessHeader() {
    StreamReader reader = new StreamReader(Limits.BEFORE_LOGIN, new Recorder());
    byte[] bytes = ("<stream:stream a='" + "x".repeat(1 << 20)).getBytes(StandardCharsets.UTF_8);
    StreamException e =
        catchThrowableOfType(StreamException.class, () -> reader.feed(bytes, 0, bytes.length));
    assertThat(e.error().condition()).isEqualTo(Condition.POLICY_VIOLATION);
  }

  @Test
  void anEndlessEndOfTheStream() {
    assertThat(
            refusedAfter(
                Limits.BEFORE_LOGIN,
                Condition.NOT_WELL_FORMED,
                "</stream:stream" + " ".repeat(1 << 20)))
        .isLessThan(4 * CHUNK);
  }

  @Test
  void anEndlessReference() {
    refusedAfter(Limits.BEFORE_LOGIN, Condition.RESTRICTED_XML, "<message>&" + "x".repeat(1 << 20));
    refusedAfter(
        Limits.BEFORE_LOGIN, Condition.RESTRICTED_XML, "<message a='&#" + "0".repeat(1 << 20));
  }

  /// One byte per packet must cost in proportion to the bytes. 256 KiB in a single attribute, read
  /// again from the start with each byte, would take 34 billion steps, which is far above ten
  /// seconds.
  @Test
  void dripFeed() throws StreamException {
    for (String xml :
        new String[] {
          "<message a='" + "x".repeat(200_000) + "'/>",
          "<message><body>" + "x".repeat(200_000) + "</body></message>",
          "<message" + " ".repeat(200_000) + "/>",
          "<message></message" + " ".repeat(200_000) + ">",
          "<message><body>" + "é".repeat(100_000) + "</body></message>",
          "<message><![CDATA[" + "]".repeat(200_000) + "]]></message>"
        }) {
      Recorder recorder = new Recorder();
      StreamReader reader = new StreamReader(Limits.AFTER_LOGIN, recorder);
      Recorder.feed(reader, Recorder.HEADER);
      byte[] bytes = xml.getBytes(StandardCharsets.UTF_8);
      long start = System.nanoTime();
      for (int i = 0; i < bytes.length; i++) {
        reader.feed(bytes, i, 1);
      }
      assertThat(recorder.stanzas).hasSize(1);
      assertThat((System.nanoTime() - start) / 1_000_000_000L).isLessThan(10);
    }
  }
}
