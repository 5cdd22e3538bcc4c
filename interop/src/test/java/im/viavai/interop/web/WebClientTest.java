package im.viavai.interop.web;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/// The web client's end-to-end tests (`web/test/e2e`) in Chromium against servers of ours, each in
/// a process of its own. `-Dviavai.e2e=chat` runs only the files whose name begins so.
class WebClientTest {
  private static final Path WEB =
      Path.of(System.getProperty("basedir", ".")).resolve("../web").normalize();

  @TempDir Path folder;
  private Stage stage;

  @BeforeEach
  void raise() throws IOException {
    assumeTrue(
        WebClientTest.class.getResource("/META-INF/resources/app/index.html") != null,
        "the server was built without its web client (-Pno-web, or no npm)");
    for (String program : List.of("node", "chromium"))
      assumeTrue(onPath(program), program + " is not here. Debian: apt install nodejs chromium");
    assumeTrue(
        Files.isDirectory(WEB.resolve("node_modules/playwright-core")),
        "web/node_modules is not here: npm ci");
    stage = new Stage(folder);
  }

  private static boolean onPath(String program) {
    return Stream.of(System.getenv("PATH").split(":"))
        .anyMatch(directory -> Files.isExecutable(Path.of(directory, program)));
  }

  @AfterEach
  void strike() {
    if (stage != null) stage.close();
  }

  @TestFactory
  Stream<DynamicTest> browser() throws IOException {
    NodeTests tests =
        new NodeTests(
            WEB,
            List.of("node", "test/e2e/run.mjs", "--records"),
            Map.of(
                "VIAVAI_STAGE",
                stage.address().toString(),
                "E2E_ONLY",
                System.getProperty("viavai.e2e", "")));
    return StreamSupport.stream(
            Spliterators.spliteratorUnknownSize(tests, Spliterator.ORDERED), false)
        .onClose(tests::close);
  }
}
