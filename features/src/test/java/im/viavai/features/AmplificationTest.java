package im.viavai.features;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import im.viavai.server.config.Limits;
import im.viavai.server.federate.Peers;
import im.viavai.server.route.Core;
import im.viavai.server.route.Sessions;
import im.viavai.server.sasl.Identity;
import im.viavai.server.sasl.Tokens;
import im.viavai.server.session.Account;
import im.viavai.server.session.Roster;
import im.viavai.server.session.Session;
import im.viavai.store.AccountStore;
import im.viavai.store.RosterItemRecord;
import im.viavai.store.RosterItemRecord.Subscription;
import im.viavai.store.RosterRecord;
import im.viavai.store.Store;
import im.viavai.store.StoreOptions;
import im.viavai.store.sql.SqliteStore;
import im.viavai.xmpp.Element;
import im.viavai.xmpp.Jid;
import java.net.InetAddress;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What one stanza of a client makes the server send has an end, and is counted here: the contacts
/// live on other servers, to which there is a way that counts. Their addresses all have the same
/// hash (CVE-2012-2739): "a~" is one with "b_".
final class AmplificationTest {
  private static final Jid JULIET = Jid.of("juliet@localhost");

  private final AtomicInteger sent = new AtomicInteger();
  private final int most = new TestConfig(Map.of()).of(Limits.class).rosterItems();
  private Store store;
  private Core core;
  private Wire wire;
  private Session session;

  @BeforeEach
  void open(@TempDir Path folder) {
    store = new SqliteStore(folder, StoreOptions.standard());
    Peers counting = stanza -> sent.incrementAndGet() > 0;
    core =
        new Core(
            List.of(Jid.of("localhost")),
            () -> Stage.features(folder.resolve("uploads")),
            store,
            new TestConfig(Map.of()),
            new Tokens(new SecureRandom()),
            InstantSource.system(),
            counting,
            (name, help) -> _ -> {});
    store.port(AccountStore.class).create(JULIET, List.of(Stage.KEYS));
    Identity juliet =
        new Identity(JULIET, store.port(AccountStore.class).find(JULIET).orElseThrow().key());
    wire =
        new Wire(Objects.requireNonNull(core.host("localhost")), InetAddress.getLoopbackAddress());
    session = ((Sessions.Binding.Bound) core.sessions().bind(juliet, "balcony", wire)).session();
    wire.session(session);
  }

  @AfterEach
  void close() {
    wire.close();
    core.close();
    store.close();
  }

  /// Each sees the other.
  private void contacts(int count) {
    List<RosterItemRecord> items = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      StringBuilder name = new StringBuilder();
      for (int bit = 0; bit < 14; bit++) name.append((i >> bit & 1) == 0 ? "a~" : "b_");
      Jid contact = Jid.of(name + "@else.example");
      items.add(
          new RosterItemRecord(contact, "", List.of(), Subscription.BOTH, false, false, i + 1));
    }
    Account account = session.account();
    account.roster(Roster.of(new RosterRecord(count, items)));
    assertThat(account.roster().items()).hasSize(count);
  }

  private Element answer(String iq) throws InterruptedException {
    wire.feed(iq);
    while (true) {
      Element came = wire.next(1).getFirst();
      if (came.name().local().equals("iq") && !came.attribute("type").equals("set")) return came;
    }
  }

  @Test
  void aRosterTakesNoMoreThanItsLimit() throws InterruptedException {
    assertThat(most).isEqualTo(5000);
    contacts(most);
    Element refused =
        answer(
            "<iq type='set' id='1'><query xmlns='jabber:iq:roster'><item jid='one@more.example'/></query></iq>");
    assertThat(refused.child("error").orElseThrow().children().getFirst().name().local())
        .isEqualTo("resource-constraint");
    wire.feed("<presence type='subscribe' to='one@more.example'/>");
    answer("<iq type='get' id='2' to='localhost'><ping xmlns='urn:xmpp:ping'/></iq>");
    assertThat(sent).as("nobody is asked who has no place").hasValue(0);
    assertThat(session.account().roster().items()).hasSize(most);
  }

  /// Even a roster that was imported and is larger gets each contact one stanza for one.
  @Test
  void onePresenceGoesToEachContactOnce() {
    int contacts = 10_000;
    contacts(contacts);
    wire.feed("<presence/>");
    await().until(() -> sent.get() >= 2 * contacts); // each told, and each asked
    wire.feed("<presence><show>away</show></presence>");
    await().until(() -> sent.get() >= 3 * contacts);
    wire.feed("<presence type='unavailable'/>");
    await().until(() -> sent.get() >= 4 * contacts);
    wire.feed("<presence type='unavailable'/>"); // nobody is told twice
    wire.feed("<presence type='subscribed' to='last@else.example'/>");
    wire.feed("<message to='last@else.example' id='last'><body>x</body></message>");
    await().until(() -> sent.get() > 4 * contacts);
    assertThat(sent.get()).isLessThanOrEqualTo(4 * contacts + 2);
  }

  @Test
  void aMessageIsSentToWhomItIsAddressedAndNobodyElse() {
    contacts(1000);
    for (int i = 0; i < 100; i++)
      wire.feed("<message to='a@else.example' id='m" + i + "'><body>x</body></message>");
    await().until(() -> sent.get() >= 100);
    assertThat(sent).hasValue(100);
  }
}
