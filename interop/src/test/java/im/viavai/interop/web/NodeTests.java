package im.viavai.interop.web;

import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DynamicTest;

/// Runs tests of Node and gives each of them as a test of ours, as soon as Node has reported it.
/// `web/test/e2e/reporter.mjs` writes a record for each: fields end with U+001F, records with
/// U+001E and a line end.
final class NodeTests implements Iterator<DynamicTest>, AutoCloseable {
  /// The web client's sources.
  static final Path WEB = Path.of(System.getProperty("basedir", ".")).resolve("../web").normalize();

  private static final String RECORD_END = "\u001e";

  private final Process process;
  private final BufferedReader reports;
  private final StringBuilder output = new StringBuilder();
  private @Nullable DynamicTest next;
  private boolean ended;

  NodeTests(Path folder, List<String> command, Map<String, String> environment) throws IOException {
    ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
    builder.environment().putAll(environment);
    process = builder.redirectErrorStream(true).start();
    process.getOutputStream().close();
    reports = process.inputReader(StandardCharsets.UTF_8);
  }

  /// The tests of a command, as a stream that ends its process when it is closed.
  ///
  /// @param folder where it runs
  /// @param environment added to that of the process
  static Stream<DynamicTest> stream(
      Path folder, List<String> command, Map<String, String> environment) throws IOException {
    Map<String, String> more = new HashMap<>(environment);
    more.put("E2E_ONLY", System.getProperty("viavai.e2e", ""));
    NodeTests tests = new NodeTests(folder, command, more);
    return StreamSupport.stream(
            Spliterators.spliteratorUnknownSize(tests, Spliterator.ORDERED), false)
        .onClose(tests::close);
  }

  /// Skips the test, with what is missing, where the web client cannot be tried in a browser.
  static void assumeBrowser() {
    assumeTrue(
        NodeTests.class.getResource("/META-INF/resources/app/index.html") != null,
        "the server was built without its web client (-Pno-web, or no npm)");
    for (String program : List.of("node", "chromium"))
      assumeTrue(onPath(program), program + " is not here. Debian: apt install nodejs chromium");
    assumeTrue(
        Files.isDirectory(WEB.resolve("node_modules/playwright-core")),
        "web/node_modules is not here: npm ci");
  }

  private static boolean onPath(String program) {
    return Stream.of(System.getenv("PATH").split(":"))
        .anyMatch(directory -> Files.isExecutable(Path.of(directory, program)));
  }

  @Override
  public boolean hasNext() {
    while (next == null && !ended) {
      try {
        read();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return false;
      }
    }
    return next != null;
  }

  private void read() throws IOException, InterruptedException {
    List<String> lines = new ArrayList<>();
    for (String line = reports.readLine(); line != null; line = reports.readLine()) {
      if (line.endsWith(RECORD_END)) {
        lines.add(line.substring(0, line.length() - 1));
        next = test(String.join("\n", lines).split("\u001f", -1));
        return;
      }
      lines.add(line);
    }
    String rest = String.join("\n", lines);
    output.append(rest).append('\n');
    int code = process.waitFor();
    ended = true;
    next =
        DynamicTest.dynamicTest(
            "node ends well",
            () -> {
              if (code != 0) fail("node ended with " + code + "\n" + rest);
            });
  }

  /// A record: what was before it, result, file, name, milliseconds, and why.
  private DynamicTest test(String[] fields) {
    output.append(fields[0]);
    String name = fields[2] + ": " + fields[3];
    System.out.println(fields[1] + " " + name + " (" + fields[4] + " ms) " + fields[5]);
    return DynamicTest.dynamicTest(
        name,
        () -> {
          switch (fields[1]) {
            case "pass" -> {}
            case "skip" -> Assumptions.abort(fields[5]);
            default -> fail(fields[5]);
          }
        });
  }

  @Override
  public DynamicTest next() {
    DynamicTest test = hasNext() ? next : null;
    if (test == null) throw new NoSuchElementException();
    next = null;
    return test;
  }

  @Override
  public void close() {
    process.descendants().forEach(ProcessHandle::destroyForcibly); // its browsers
    process.destroyForcibly();
  }
}
