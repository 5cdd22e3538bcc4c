package im.viavai.server.route;

import static im.viavai.server.route.SmallServer.JULIET;
import static im.viavai.server.route.SmallServer.ROMEO;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import im.viavai.server.session.FakeStream;
import im.viavai.server.session.Session;
import im.viavai.store.Append;
import im.viavai.store.ArchiveStore;
import im.viavai.store.Store;
import im.viavai.store.StoreOptions;
import im.viavai.store.StoreUnavailable;
import im.viavai.store.sql.SqliteStore;
import im.viavai.xmpp.Element;
import im.viavai.xmpp.Stanza;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// P1, P13: a message whose commit fails is answered, and counted as handled only then.
final class FailedCommitTest {
  @TempDir Path folder;

  /// A store that takes messages and says later what became of them.
  private Store undecided(Deque<Append> offered) {
    return new ArchiveWatch(
        new SqliteStore(folder, StoreOptions.standard()),
        (method, values) -> {
          if (!method.equals("append")) return Optional.empty();
          offered.add((Append) values[0]);
          return Optional.of(ArchiveStore.Offer.ACCEPTED);
        });
  }

  private static Stanza speech(String id) {
    return Stanza.message()
        .type("chat")
        .id(id)
        .to(JULIET)
        .child(Element.of("jabber:client", "body").withText("But soft!"))
        .build();
  }

  @Test
  void theSenderIsToldAndTheCountGoesOnAfterwards() {
    Deque<Append> offered = new ArrayDeque<>();
    try (Store store = undecided(offered);
        SmallServer server = new SmallServer(store)) {
      FakeStream stream = new FakeStream();
      Session romeo = server.bind(ROMEO, "orchard", stream);
      romeo.manage();
      romeo.received(speech("but-soft-what-light"));
      await().until(() -> !offered.isEmpty());
      assertThat(romeo.handled()).isZero(); // acknowledged means durable
      assertThat(stream.written).isEmpty();

      offered.remove().listener().failed(new StoreUnavailable("the disk broke"));
      await().until(() -> romeo.handled() == 1);
      assertThat(stream.written).hasSize(1);
      Stanza answer = stream.written.getFirst();
      assertThat(answer.isError()).isTrue();
      assertThat(answer.id()).isEqualTo("but-soft-what-light");
      assertThat(answer.toString()).contains("resource-constraint");

      // it may be sent again, and is no repetition
      romeo.received(speech("but-soft-what-light"));
      await().until(() -> !offered.isEmpty());
      offered.remove().listener().committed();
      await().until(() -> romeo.handled() == 2);
      assertThat(stream.written).hasSize(1);
    }
  }
}
