package im.viavai.server.route;

import static org.assertj.core.api.Assertions.assertThat;

import im.viavai.server.config.Config;
import im.viavai.server.config.Limits;
import im.viavai.server.config.Shape;
import im.viavai.server.federate.Peers;
import im.viavai.server.sasl.Identity;
import im.viavai.server.sasl.Tokens;
import im.viavai.server.session.Outlet;
import im.viavai.server.session.Session;
import im.viavai.store.AccountStore;
import im.viavai.store.Append;
import im.viavai.store.ArchiveStore;
import im.viavai.store.CommitListener;
import im.viavai.store.ScramKeys;
import im.viavai.store.Store;
import im.viavai.store.StoreOptions;
import im.viavai.store.StoreUnavailable;
import im.viavai.store.sql.SqliteStore;
import im.viavai.xmpp.Jid;
import im.viavai.xmpp.Stanza;
import im.viavai.xmpp.StreamError;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A client that comes back to tens of thousands of messages gets them all, in order, and is not
/// cut for it.
final class LongReplayTest {
  private static final int MESSAGES = 20_000;
  private static final int UNACKED = 200;
  private static final Jid JULIET = Jid.of("juliet@localhost");

  @TempDir Path folder;

  private record Small() implements Config {
    @Override
    public <C extends Record> C of(Class<C> section) {
      return Shape.of(section)
          .make(section == Limits.class ? Map.of("unacked_stanzas", UNACKED) : Map.of());
    }

    @Override
    public <C extends Record> C of(String domain, Class<C> section) {
      return of(section);
    }
  }

  @Test
  void tensOfThousandsOfMessagesArePacedByWhatTheClientConfirms() throws InterruptedException {
    try (Store store = new SqliteStore(folder, StoreOptions.standard());
        Core core =
            new Core(
                List.of(Jid.of("localhost")),
                List::of,
                store,
                new Small(),
                new Tokens(new SecureRandom()),
                InstantSource.system(),
                Peers.NONE,
                (name, help) -> _ -> {})) {
      AccountStore accounts = store.port(AccountStore.class);
      byte[] key = new byte[20];
      accounts.create(JULIET, List.of(new ScramKeys("SCRAM-SHA-1", new byte[16], 4096, key, key)));
      long account = accounts.find(JULIET).orElseThrow().key();
      fill(store.port(ArchiveStore.class), account);
      try (Client client = new Client()) {
        Sessions.Binding bound =
            core.sessions().bind(new Identity(JULIET, account), "balcony", client);
        Session session = ((Sessions.Binding.Bound) bound).session();
        session.manage();
        client.session = session;
        client.execute(() -> session.received(Stanza.presence().build()));
        assertThat(client.all.await(120, TimeUnit.SECONDS)).isTrue();
        assertThat(client.closed).isNull();
        for (int i = 0; i < MESSAGES; i++) assertThat(client.ids.get(i)).isEqualTo("m" + i);
        assertThat(client.mostOpen).isLessThanOrEqualTo(UNACKED);
      }
    }
  }

  private static void fill(ArchiveStore archive, long account) throws InterruptedException {
    Semaphore done = new Semaphore(0);
    CommitListener counting =
        new CommitListener() {
          @Override
          public void committed() {
            done.release();
          }

          @Override
          public void failed(StoreUnavailable reason) {
            throw reason;
          }
        };
    Jid romeo = Jid.of("romeo@localhost/orchard");
    for (int i = 0; i < MESSAGES; i++) {
      Stanza message = Stanza.message().from(romeo).to(JULIET).type("chat").id("m" + i).build();
      while (!archive.hasRoom()) {
        CountDownLatch room = new CountDownLatch(1);
        archive.whenRoom(room::countDown);
        room.await();
      }
      archive.append(
          new Append(
              message.embedded(),
              i,
              List.of(
                  new Append.Entry(
                      account,
                      i + 1,
                      romeo,
                      Set.of(Append.Flag.ARCHIVED, Append.Flag.OFFLINE),
                      Append.Kind.CHAT,
                      "m" + i)),
              counting));
    }
    done.acquire(MESSAGES);
  }

  /// Confirms what it has when it is asked, and not before.
  private static final class Client implements Outlet, AutoCloseable {
    private final ExecutorService loop =
        Executors.newSingleThreadExecutor(Thread.ofPlatform().daemon().factory());
    private final List<String> ids = new ArrayList<>();
    private final CountDownLatch all = new CountDownLatch(MESSAGES);
    private volatile @Nullable Session session;
    private volatile @Nullable Thread thread;
    private volatile @Nullable StreamError closed;
    private long received;
    private long confirmed;
    private long mostOpen;

    Client() {
      loop.execute(() -> thread = Thread.currentThread());
    }

    @Override
    public void write(Stanza stanza) {
      received++;
      mostOpen = Math.max(mostOpen, received - confirmed);
      if (stanza.kind() != Stanza.Kind.MESSAGE) return;
      ids.add(stanza.id());
      all.countDown();
    }

    @Override
    public void requestAck() {
      long h = received;
      loop.execute(() -> {
        confirmed = h;
        Session now = session;
        if (now != null) now.confirmed(h);
      });
    }

    @Override
    public void acknowledge(long handled) {}

    @Override
    public boolean writable() {
      return true;
    }

    @Override
    public void execute(Runnable task) {
      loop.execute(task);
    }

    @Override
    public boolean onItsThread() {
      return Thread.currentThread() == thread;
    }

    @Override
    public void reading(Reading reading) {}

    @Override
    public void close(StreamError error) {
      closed = error;
      while (all.getCount() > 0) all.countDown();
    }

    @Override
    public InetSocketAddress remoteAddress() {
      return InetSocketAddress.createUnresolved("client", 1);
    }

    @Override
    public void close() {
      loop.shutdown();
    }
  }
}
