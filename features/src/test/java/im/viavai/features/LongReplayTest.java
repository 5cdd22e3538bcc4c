package im.viavai.features;

import static org.assertj.core.api.Assertions.assertThat;

import im.viavai.server.federate.Peers;
import im.viavai.server.route.Core;
import im.viavai.server.route.Sessions;
import im.viavai.server.sasl.Identity;
import im.viavai.server.sasl.Tokens;
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
import im.viavai.xmpp.Element;
import im.viavai.xmpp.Jid;
import im.viavai.xmpp.Stanza;
import java.net.InetAddress;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A client that comes back to tens of thousands of messages gets them all, in order, and is not
/// cut for it.
final class LongReplayTest {
  private static final int MESSAGES = 20_000;
  private static final int UNACKED = 200;
  private static final Jid JULIET = Jid.of("juliet@localhost");

  @TempDir Path folder;

  @Test
  void tensOfThousandsOfMessagesArePacedByWhatTheClientConfirms() throws InterruptedException {
    try (Store store = new SqliteStore(folder, StoreOptions.standard());
        Core core =
            new Core(
                List.of(Jid.of("localhost")),
                List::of,
                store,
                new TestConfig(Map.of("limits.unacked_stanzas", String.valueOf(UNACKED))),
                new Tokens(new SecureRandom()),
                InstantSource.system(),
                Peers.NONE,
                (name, help) -> _ -> {})) {
      AccountStore accounts = store.port(AccountStore.class);
      byte[] key = new byte[20];
      accounts.create(JULIET, List.of(new ScramKeys("SCRAM-SHA-1", new byte[16], 4096, key, key)));
      long account = accounts.find(JULIET).orElseThrow().key();
      fill(store.port(ArchiveStore.class), account);
      try (Wire client =
          new Wire(
              Objects.requireNonNull(core.host("localhost")), InetAddress.getLoopbackAddress())) {
        Sessions.Binding bound =
            core.sessions().bind(new Identity(JULIET, account), "balcony", client);
        Session session = ((Sessions.Binding.Bound) bound).session();
        session.manage();
        client.session(session);
        client.execute(() -> session.received(Stanza.presence().build()));
        List<String> ids = new ArrayList<>();
        while (ids.size() < MESSAGES) {
          Element came = client.next(1).getFirst();
          if (came.name().local().equals("message")) ids.add(came.attribute("id"));
        }
        for (int i = 0; i < MESSAGES; i++) assertThat(ids.get(i)).isEqualTo("m" + i);
        assertThat(client.mostUnconfirmed()).isLessThanOrEqualTo(UNACKED);
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
}
