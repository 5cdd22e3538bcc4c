package im.viavai.server.route;

import static im.viavai.server.route.SmallServer.JULIET;
import static im.viavai.server.route.SmallServer.ROMEO;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import im.viavai.server.session.FakeStream;
import im.viavai.server.session.Session;
import im.viavai.store.Store;
import im.viavai.store.StoreOptions;
import im.viavai.store.StoreUnavailable;
import im.viavai.store.sql.SqliteStore;
import im.viavai.xmpp.Element;
import im.viavai.xmpp.Stanza;
import im.viavai.xmpp.StreamError;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// How far deliveries are is told to the store when it does not know it, and only then.
final class DeliveryCursorTest {
  @TempDir Path folder;

  /// A store that notes which cursors it is told, and takes none while it is full.
  private Store noting(List<Long> told, AtomicBoolean full) {
    return new ArchiveWatch(
        new SqliteStore(folder, StoreOptions.standard()),
        (method, values) -> {
          if (method.equals("advance")) {
            if (full.get()) throw new StoreUnavailable("full");
            told.add((Long) values[1]);
          }
          return Optional.empty();
        });
  }

  private static Stanza speech() {
    return Stanza.message()
        .type("chat")
        .id("m1")
        .to(ROMEO)
        .child(Element.of("jabber:client", "body").withText("But soft!"))
        .build();
  }

  @Test
  void aSessionWithoutAMessageCostsNoWrite() {
    List<Long> told = new ArrayList<>();
    try (Store store = noting(told, new AtomicBoolean(false))) {
      try (SmallServer server = new SmallServer(store)) {
        Sessions sessions = server.core.sessions();
        for (int i = 0; i < 2; i++) {
          Session session = server.bind(JULIET, "balcony", new FakeStream());
          sessions.sweep();
          sessions.end(session, StreamError.of(StreamError.Condition.CONFLICT));
        }
      }
      assertThat(told).isEmpty();
    }
  }

  @Test
  void aCursorThatWasNotTakenIsToldAgain() {
    List<Long> told = new ArrayList<>();
    AtomicBoolean full = new AtomicBoolean(true);
    try (Store store = noting(told, full)) {
      try (SmallServer server = new SmallServer(store)) {
        Session session = server.bind(JULIET, "balcony", new FakeStream());
        session.received(speech());
        await().untilAsserted(() -> assertThat(session.account().lastArchiveId()).isPositive());
        assertThat(catchThrowable(server.core.sessions()::sweep))
            .isInstanceOf(StoreUnavailable.class);
        full.set(false);
        server.core.sessions().sweep();
        server.core.sessions().sweep();
        assertThat(told).containsExactly(session.account().deliveredTo());
      }
      assertThat(told).hasSize(1);
    }
  }
}
