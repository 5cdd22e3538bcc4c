package im.viavai.interop.web;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/// Web clients that nobody here wrote, Converse and Strophe (`interop/src/test/web`), in Chromium,
/// from a site with an origin of its own, over WebSocket and over BOSH. `-Dviavai.e2e=strophe` runs
/// only the files whose name begins so.
class OtherWebClientsTest {
  private static final Path HERE =
      Path.of(System.getProperty("basedir", ".")).resolve("src/test/web").normalize();

  @TempDir Path folder;
  private Stage stage;

  @BeforeEach
  void raise() throws IOException {
    NodeTests.assumeBrowser();
    for (String client : List.of("converse.js", "strophe.js"))
      assumeTrue(
          Files.isDirectory(HERE.resolve("node_modules").resolve(client)),
          client + " is not in " + HERE + "/node_modules: npm ci");
    stage = new Stage(folder);
  }

  @AfterEach
  void strike() {
    if (stage != null) stage.close();
  }

  @TestFactory
  Stream<DynamicTest> browser() throws IOException {
    return NodeTests.stream(
        HERE, List.of("node", "run.mjs"), Map.of("VIAVAI_STAGE", stage.address().toString()));
  }
}
