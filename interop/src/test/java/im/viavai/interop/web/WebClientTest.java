package im.viavai.interop.web;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/// The web client's end-to-end tests (`web/test/e2e`) in Chromium against servers of ours, each in
/// a process of its own. `-Dviavai.e2e=chat` runs only the files whose name begins so.
class WebClientTest {
  @TempDir Path folder;
  private Stage stage;

  @BeforeEach
  void raise() throws IOException {
    NodeTests.assumeBrowser();
    stage = new Stage(folder);
  }

  @AfterEach
  void strike() {
    if (stage != null) stage.close();
  }

  @TestFactory
  Stream<DynamicTest> browser() throws IOException {
    return NodeTests.stream(
        NodeTests.WEB,
        List.of("node", "test/e2e/run.mjs", "--records"),
        Map.of("VIAVAI_STAGE", stage.address().toString()));
  }
}
