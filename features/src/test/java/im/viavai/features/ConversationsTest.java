package im.viavai.features;

import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/// Plays every conversation of every feature: the `*.chat` files beside the tests. `-Dchat=roster`
/// plays only those with that word in their path.
final class ConversationsTest {
  @TestFactory
  Stream<DynamicTest> conversations() throws IOException, URISyntaxException {
    URL here = ConversationsTest.class.getResource("/im/viavai/features");
    if (here == null) throw new IllegalStateException("no resources");
    Path root = Path.of(here.toURI());
    String only = System.getProperty("chat", "");
    try (Stream<Path> files = Files.walk(root)) {
      List<Path> chats =
          files
              .filter(file -> file.toString().endsWith(".chat") && file.toString().contains(only))
              .sorted()
              .toList();
      return chats.stream()
          .map(chat ->
              DynamicTest.dynamicTest(
                  root.relativize(chat).toString(),
                  () -> Stage.play(chat.getFileName().toString(), Files.readString(chat))));
    }
  }
}
