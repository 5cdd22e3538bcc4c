package im.viavai.server.route;

import static im.viavai.server.route.SmallServer.JULIET;
import static im.viavai.server.route.SmallServer.ROMEO;
import static org.assertj.core.api.Assertions.assertThat;

import im.viavai.server.route.Sessions.Attached;
import im.viavai.server.sasl.Identity;
import im.viavai.server.session.FakeStream;
import im.viavai.server.session.Session;
import im.viavai.store.Store;
import im.viavai.store.StoreOptions;
import im.viavai.store.sql.SqliteStore;
import im.viavai.xmpp.Requirement;
import im.viavai.xmpp.Stanza;
import im.viavai.xmpp.StanzaError;
import im.viavai.xmpp.StreamError;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Binding, its conflicts and limits, and what outlives the process.
final class SessionsTest {
  private Store store;

  @BeforeEach
  void open(@TempDir Path folder) {
    store = new SqliteStore(folder, StoreOptions.standard());
  }

  @AfterEach
  void close() {
    store.close();
  }

  private static StanzaError.Condition refused(Sessions.Binding binding) {
    return ((Sessions.Binding.Refused) binding).error().condition();
  }

  @Requirement(
      document = "RFC 6120",
      section = "7.7.2.2",
      quote = "Terminate the currently connected client")
  @Test
  void whoBindsAResourceThatIsTakenEndsTheOlderSession() {
    try (SmallServer server = new SmallServer(store)) {
      FakeStream first = new FakeStream();
      FakeStream second = new FakeStream();
      Session older = server.bind(JULIET, "balcony", first);
      Session newer = server.bind(JULIET, "balcony", second);
      assertThat(first.closed).isNotNull();
      assertThat(first.closed.condition()).isEqualTo(StreamError.Condition.CONFLICT);
      assertThat(older.isEnded()).isTrue();
      assertThat(second.closed).isNull();
      assertThat(newer.account().sessions()).containsExactly(newer);
      assertThat(server.core.sessions().count()).isEqualTo(1);
    }
  }

  @Test
  void anEventLoopBindsOnlyWhatIsInMemoryAndFree() {
    try (SmallServer server = new SmallServer(store)) {
      Sessions sessions = server.core.sessions();
      Identity juliet = server.identity(JULIET);
      assertThat(sessions.bindAtOnce(juliet, "balcony", new FakeStream())).isNull();
      Session orchard = server.bind(JULIET, "orchard", new FakeStream());
      FakeStream stream = new FakeStream();
      assertThat(sessions.bindAtOnce(juliet, "balcony", stream))
          .isInstanceOfSatisfying(
              Sessions.Binding.Bound.class,
              bound -> assertThat(bound.session().outlet()).isSameAs(stream));
      assertThat(sessions.bindAtOnce(juliet, "orchard", new FakeStream())).isNull();
      assertThat(orchard.isEnded()).isFalse();
      assertThat(sessions.count()).isEqualTo(2);
    }
  }

  @Requirement(document = "RFC 6120", section = "7.7.2.1", quote = "Bad Request")
  @Test
  void whatIsNoResourceIsNotBound() {
    try (SmallServer server = new SmallServer(store)) {
      assertThat(refused(server.tryToBind(JULIET, "bal\u0007cony", new FakeStream())))
          .isEqualTo(StanzaError.Condition.BAD_REQUEST);
    }
  }

  @Requirement(document = "RFC 6120", section = "7.6.2.1", quote = "Resource Constraint")
  @Test
  void anAccountHasOnlySoManySessions() {
    try (SmallServer server = new SmallServer(store)) {
      for (int i = 0; i < 20; i++) server.bind(JULIET, "r" + i, new FakeStream());
      assertThat(refused(server.tryToBind(JULIET, "one-more", new FakeStream())))
          .isEqualTo(StanzaError.Condition.RESOURCE_CONSTRAINT);
      server.bind(JULIET, "r7", new FakeStream()); // in place of the older one
      server.bind(ROMEO, "orchard", new FakeStream());
    }
  }

  @Test
  void whoLoggedInToAnAccountThatWasMadeAnewSinceIsNotBound() {
    try (SmallServer server = new SmallServer(store)) {
      Identity former = new Identity(JULIET, server.identity(JULIET).key() - 1000);
      assertThat(refused(server.core.sessions().bind(former, "balcony", new FakeStream())))
          .isEqualTo(StanzaError.Condition.NOT_AUTHORIZED);
    }
  }

  @Test
  void whoResumesEndsTheStreamBefore() {
    try (SmallServer server = new SmallServer(store)) {
      FakeStream first = new FakeStream();
      Session session = server.bind(JULIET, "balcony", first);
      String id = server.core.sessions().manage(session, Duration.ofMinutes(1)).id();
      assertThat(server.core.sessions().resume(server.identity(JULIET), id, new FakeStream()))
          .isEqualTo(new Sessions.Resumption.Resumed(session));
      assertThat(first.closed).isNotNull();
      assertThat(first.closed.condition()).isEqualTo(StreamError.Condition.CONFLICT);
      assertThat(session.outlet()).isNull();
    }
  }

  @Requirement(
      document = "XEP-0198",
      section = "5",
      quote = "the server SHOULD attempt to deliver the stanzas")
  @Test
  void aSessionOutlivesTheProcessWithWhatWasNotConfirmed() {
    String id;
    try (SmallServer server = new SmallServer(store)) {
      FakeStream stream = new FakeStream();
      Session session = server.bind(JULIET, "balcony", stream);
      id = server.core.sessions().manage(session, Duration.ofMinutes(1)).id();
      for (String one : new String[] {"a", "b", "c"})
        session.send(Stanza.message().id(one).type("chat").from(ROMEO).to(JULIET).build());
      assertThat(stream.ids()).containsExactly("a", "b", "c");
      assertThat(session.confirmed(1)).isTrue();
    }
    try (SmallServer server = new SmallServer(store)) {
      assertThat(server.core.sessions().resume(server.identity(ROMEO), id, new FakeStream()))
          .isEqualTo(new Sessions.Resumption.Failed(-1)); // xep0198: it is not his
      FakeStream stream = new FakeStream();
      Session again = resumed(server, id, stream);
      assertThat(again.address()).isEqualTo(JULIET.withResourcepart("balcony"));
      assertThat(server.core.sessions().attach(again, stream, 2)).isEqualTo(Attached.BELOW);
      again.resend();
      assertThat(stream.ids()).containsExactly("c");
      assertThat(again.confirmed(4)).isFalse(); // more than was sent, over both processes
    }
  }

  private static Session resumed(SmallServer server, String id, FakeStream stream) {
    return ((Sessions.Resumption.Resumed)
            server.core.sessions().resume(server.identity(JULIET), id, stream))
        .session();
  }

  @Test
  void xep0198WhoAsksLastForASessionHasIt() {
    try (SmallServer server = new SmallServer(store)) {
      Session session = server.bind(JULIET, "balcony", new FakeStream());
      String id = server.core.sessions().manage(session, Duration.ofMinutes(1)).id();
      FakeStream first = new FakeStream();
      FakeStream second = new FakeStream();
      resumed(server, id, first);
      resumed(server, id, second);
      assertThat(server.core.sessions().attach(session, first, 0)).isEqualTo(Attached.TAKEN);
      assertThat(session.outlet()).isNull();
      assertThat(server.core.sessions().attach(session, second, 0)).isEqualTo(Attached.BELOW);
      assertThat(server.core.sessions().attach(session, second, 0)).isEqualTo(Attached.TAKEN);
      assertThat(session.outlet()).isSameAs(second);
      assertThat(second.closed).isNull();
    }
  }

  @Test
  void xep0198OfParallelResumesExactlyOneWins() throws InterruptedException {
    try (SmallServer server = new SmallServer(store)) {
      Session session = server.bind(JULIET, "balcony", new FakeStream());
      String id = server.core.sessions().manage(session, Duration.ofMinutes(1)).id();
      for (int round = 0; round < 200; round++) {
        List<FakeStream> streams = Stream.generate(FakeStream::new).limit(4).toList();
        CountDownLatch start = new CountDownLatch(1);
        List<Thread> threads =
            streams.stream()
                .map(stream -> Thread.ofVirtual().start(() -> race(server, id, stream, start)))
                .toList();
        start.countDown();
        for (Thread thread : threads) thread.join();
        assertThat(session.outlet()).as("round " + round).isIn(streams);
        assertThat(((FakeStream) Objects.requireNonNull(session.outlet())).closed).isNull();
        session.send(Stanza.message().id("m" + round).from(ROMEO).to(JULIET).build());
        assertThat(streams.stream().flatMap(stream -> stream.ids().stream()))
            .containsExactly("m" + round);
        assertThat(session.confirmed(round + 1)).isTrue();
      }
    }
  }

  private static void race(SmallServer server, String id, FakeStream stream, CountDownLatch start) {
    try {
      start.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    Session session = resumed(server, id, stream);
    server.core.sessions().attach(session, stream, session.confirmed());
  }

  @Requirement(
      document = "XEP-0198",
      section = "4",
      quote = "a number of stanzas that is higher than the amount of stanzas that it was sent")
  @Test
  void xep0198WhoResumesWithMoreThanWasSentIsNotBelow() {
    try (SmallServer server = new SmallServer(store)) {
      Session session = server.bind(JULIET, "balcony", new FakeStream());
      String id = server.core.sessions().manage(session, Duration.ofMinutes(1)).id();
      FakeStream thief = new FakeStream();
      resumed(server, id, thief);
      assertThat(server.core.sessions().attach(session, thief, 1)).isEqualTo(Attached.TOO_HIGH);
      assertThat(session.outlet()).isNull();
    }
  }
}
