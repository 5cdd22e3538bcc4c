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
import im.viavai.store.StoreHealth;
import im.viavai.store.StoreMetrics;
import im.viavai.store.StoreOptions;
import im.viavai.store.StoreUnavailable;
import im.viavai.store.sql.SqliteStore;
import im.viavai.xmpp.Element;
import im.viavai.xmpp.Stanza;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// P1, P13: a message whose commit fails is answered, and counted as handled only then.
final class FailedCommitTest {
  @TempDir Path folder;

  /// A store that takes messages and says later what became of them.
  private record Undecided(Store real, Deque<Append> offered) implements Store {
    @Override
    public <T> T port(Class<T> port) {
      T found = real.port(port);
      if (port != ArchiveStore.class) return found;
      return port.cast(
          Proxy.newProxyInstance(
              port.getClassLoader(),
              new Class<?>[] {port},
              (proxy, method, values) -> {
                if (method.getName().equals("append")) {
                  offered.add((Append) values[0]);
                  return ArchiveStore.Offer.ACCEPTED;
                }
                try {
                  return method.invoke(found, values);
                } catch (InvocationTargetException e) {
                  throw e.getCause();
                }
              }));
    }

    @Override
    public StoreHealth health() {
      return real.health();
    }

    @Override
    public StoreMetrics metrics() {
      return real.metrics();
    }

    @Override
    public void close() {
      real.close();
    }
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
    try (Store store = new Undecided(new SqliteStore(folder, StoreOptions.standard()), offered);
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
