package im.viavai.interop.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import im.viavai.interop.process.ServerProcess;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// The same conversation between any two of other people's clients: talk, be away, come back,
/// become contacts.
class ClientsTest {
  @TempDir static Path data;
  static ServerProcess server;
  private static int pairs;

  @BeforeAll
  static void start() {
    server = new ServerProcess(data.resolve("data"), "");
    server.start();
    List<String> names = new ArrayList<>();
    for (int i = 0; i < 60; i++) names.add("user" + i);
    server.accounts(names);
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  static Stream<Arguments> pairs() {
    List<Arguments> all = new ArrayList<>();
    for (Kind one : Kind.values()) {
      for (Kind other : Kind.values())
        if (one.compareTo(other) <= 0) all.add(Arguments.of(one, other));
    }
    return all.stream();
  }

  @ParameterizedTest(name = "{0} and {1}")
  @MethodSource("pairs")
  void talkAndCatchUpAndBecomeContacts(Kind one, Kind other) throws Exception {
    for (Kind kind : List.of(one, other)) {
      assumeTrue(
          kind.isInstalled(),
          kind + " needs the Debian package " + kind.debianPackage() + " (and tmux)");
    }
    String romeo = "user" + pairs++;
    String juliet = "user" + pairs++;
    try (OtherClient first = one.login(server, romeo)) {
      try (OtherClient second = other.login(server, juliet)) {
        first.send(juliet, "wherefore-art-thou");
        second.awaitMessage("wherefore-art-thou");
        second.send(romeo, "neither-fair-saint");
        first.awaitMessage("neither-fair-saint");
      }
      first.send(juliet, "while-you-were-away");
      try (OtherClient back = other.login(server, juliet)) {
        back.awaitMessage("while-you-were-away");
        if (one.hasRoster() && other.hasRoster()) {
          first.subscribe(juliet);
          back.accept(romeo);
          back.subscribe(romeo);
          first.accept(juliet);
          assertSubscribed(romeo, juliet);
        }
      }
    }
  }

  /// Seen by a third party: both rosters say that each sees the other (RFC 6121 §3).
  private static void assertSubscribed(String romeo, String juliet) throws Exception {
    try (SmackClient observer = new SmackClient(server, romeo, "observer");
        SmackClient other = new SmackClient(server, juliet, "observer")) {
      await()
          .atMost(Duration.ofSeconds(60))
          .untilAsserted(() -> {
            assertThat(observer.subscription(juliet)).isEqualTo("both");
            assertThat(other.subscription(romeo)).isEqualTo("both");
          });
    }
  }
}
