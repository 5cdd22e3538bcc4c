package im.viavai.xmpp;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPInputStream;

/// The stanzas shown in the XEPs, as `src/test/tools/extract-examples.py` found them.
final class Examples {
  /// One of them.
  ///
  /// @param source the XEP
  /// @param xml one or more stanzas, not always well-formed
  record Example(String source, String xml) {}

  private Examples() {}

  static List<Example> all() {
    try (InputStream in = Examples.class.getResourceAsStream("examples.txt.gz");
        InputStream unzipped = new GZIPInputStream(in)) {
      String text = new String(unzipped.readAllBytes(), StandardCharsets.UTF_8);
      return Arrays.stream(text.split("(?m)^%% ")).skip(1).map(Examples::example).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Example example(String part) {
    int line = part.indexOf('\n');
    return new Example(part.substring(0, line), part.substring(line + 1));
  }
}
