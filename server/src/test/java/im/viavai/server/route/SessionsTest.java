package im.viavai.server.route;

import static im.viavai.server.route.SmallServer.JULIET;
import static im.viavai.server.route.SmallServer.ROMEO;
import static org.assertj.core.api.Assertions.assertThat;

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
      assertThat(server.core.sessions().resume(server.identity(JULIET), id))
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
      assertThat(server.core.sessions().resume(server.identity(ROMEO), id))
          .isEqualTo(new Sessions.Resumption.Failed(-1)); // xep0198: it is not his
      Session again =
          ((Sessions.Resumption.Resumed) server.core.sessions().resume(server.identity(JULIET), id))
              .session();
      assertThat(again.address()).isEqualTo(JULIET.withResourcepart("balcony"));
      assertThat(again.confirmed(2)).isTrue();
      FakeStream stream = new FakeStream();
      again.attach(stream);
      again.resend();
      assertThat(stream.ids()).containsExactly("c");
      assertThat(again.confirmed(4)).isFalse(); // more than was sent, over both processes
    }
  }
}
