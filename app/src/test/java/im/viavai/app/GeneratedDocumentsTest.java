package im.viavai.app;

import static org.assertj.core.api.Assertions.assertThat;

import im.viavai.app.guard.Tree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// What lies in `docs/generated` equals what the code generates. The script `docs/generate` writes
/// it by running this test.
class GeneratedDocumentsTest {
  @Test
  void rule10TheDocumentsAreWhatTheCodeSays() throws IOException {
    for (Map.Entry<String, String> document : Documents.all().entrySet()) {
      Path file = Tree.ROOT.resolve("docs/generated").resolve(document.getKey());
      if (System.getProperty("generate") != null) {
        Files.createDirectories(file.getParent());
        Files.writeString(file, document.getValue());
      }
      assertThat(file).as("run: ./docs/generate").hasContent(document.getValue());
    }
  }
}
