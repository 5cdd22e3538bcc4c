package im.viavai.xmpp;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;

/// Coverage-guided fuzzing. As a plain test it runs over the corpus in
/// `src/test/resources/im/viavai/xmpp/StreamReaderFuzzTestInputs`. To look for more, for as long as you like:
///
///     JAZZER_FUZZ=1 mvn -o -Dfast -pl xmpp -am test -Dtest=StreamReaderFuzzTest#readsAsWoodstoxDoes \
///       -Dsurefire.failIfNoSpecifiedTests=false -Djazzer.max_duration=24h
///
/// What it finds it writes into the corpus, and it is a regression test from then on.
class StreamReaderFuzzTest {

  /// The first byte says how the rest is cut.
  @FuzzTest(maxDuration = "10m")
  void readsAsWoodstoxDoes(byte[] input) {
    if (input.length == 0) {
      return;
    }
    int fragment = 1 + (input[0] & 0x3F);
    byte[] xml = new Bytes(input.length).add(input, 1, input.length).toArray();
    Comparison.compare(xml, () -> fragment);
  }

  /// Whatever comes, it ends in a value or in a stream error.
  @FuzzTest(maxDuration = "10m")
  void nothingElseIsThrown(byte[] input) {
    for (StreamReader reader :
        new StreamReader[] {
          new StreamReader(Limits.BEFORE_LOGIN, new Recorder()),
          new StreamReader(Limits.BEFORE_LOGIN, new Recorder(), Namespaces.SERVER),
          StreamReader.framed(Limits.BEFORE_LOGIN, new Recorder()),
          StreamReader.bosh(Limits.BEFORE_LOGIN, new Recorder())
        }) {
      try {
        reader.feed(input, 0, input.length);
      } catch (StreamException e) {
        e.error().toElement();
      }
    }
    try {
      Element element = Element.parse(input);
      if (!Element.parse(element.toBytes("")).equals(element)) {
        throw new AssertionError(element + " is read back otherwise");
      }
      DataForm.parse(element);
      Rsm.parse(element);
      StanzaError.parse(element);
      StreamError.parse(element);
    } catch (StreamException e) {
      e.error().toElement();
    }
    String text = new String(input, StandardCharsets.UTF_8);
    Jid.parse(text).ifPresent(jid -> Jid.of(jid.toString()));
    Timestamps.parseLegacy(text);
  }
}
