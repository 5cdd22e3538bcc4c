package im.viavai.features;

import static org.assertj.core.api.Assertions.assertThat;

import im.viavai.server.feature.Command;
import im.viavai.server.feature.Command.Stage;
import im.viavai.server.route.Core;
import im.viavai.server.route.LocalHost;
import im.viavai.server.route.Sessions;
import im.viavai.server.sasl.Identity;
import im.viavai.store.AccountRecord;
import im.viavai.store.AccountStore;
import im.viavai.store.AdministratorStore;
import im.viavai.store.Store;
import im.viavai.store.StoreOptions;
import im.viavai.store.sql.SqliteStore;
import im.viavai.xmpp.DataForm;
import im.viavai.xmpp.Element;
import im.viavai.xmpp.Jid;
import im.viavai.xmpp.StanzaError;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Two administrators who take the role, or the account, from each other at the same instant, or
/// remove themselves: one of them stays (XEP-0133, XEP-0077).
final class LastAdministratorTest {
  private static final int ROUNDS = 40;

  @TempDir Path folder;

  private static Callable<Stage> asking(
      Core core, CyclicBarrier start, String name, Jid who, String field, Jid whom) {
    Command command =
        Objects.requireNonNull(core.host("localhost")).commands().stream()
            .filter(one -> one.node().endsWith("#" + name))
            .findFirst()
            .orElseThrow();
    Jid requester = who.withResourcepart("globe");
    assertThat(command.allows(requester)).isTrue();
    Stage.Ask asked = (Stage.Ask) command.begin(requester);
    DataForm answers =
        DataForm.builder(DataForm.Type.SUBMIT, "http://jabber.org/protocol/admin")
            .value(field, whom.toString())
            .build();
    return () -> {
      start.await();
      return asked.then().with(answers);
    };
  }

  private static List<Jid> pair(Store store, Core core, int round) {
    List<Jid> pair =
        List.of(Jid.of("bard" + round + "@localhost"), Jid.of("will" + round + "@localhost"));
    for (Jid who : pair) {
      store.port(AccountStore.class).create(who, List.of(im.viavai.features.Stage.KEYS));
      core.accounts().created();
      assertThat(store.port(AdministratorStore.class).grant(who)).isTrue();
    }
    return pair;
  }

  private static boolean administers(Store store, Jid who) {
    return store.port(AdministratorStore.class).contains(who)
        && store.port(AccountStore.class).find(who).orElseThrow().state()
            == AccountRecord.State.ENABLED;
  }

  @ParameterizedTest
  @CsvSource({
    "delete-user, accountjids, other",
    "disable-user, accountjids, other",
    "edit-admin, adminjids, self"
  })
  void oneOfTwoWhoRemoveEachOtherStays(String name, String field, String whom) throws Exception {
    try (Store store = new SqliteStore(folder, StoreOptions.standard());
        Core core = im.viavai.features.Stage.core(store, folder);
        ExecutorService both = Executors.newFixedThreadPool(2)) {
      for (int round = 0; round < ROUNDS; round++) {
        List<Jid> pair = pair(store, core, round);
        CyclicBarrier start = new CyclicBarrier(2);
        boolean other = whom.equals("other");
        List<Callable<Stage>> asked =
            List.of(
                asking(core, start, name, pair.get(0), field, pair.get(other ? 1 : 0)),
                asking(core, start, name, pair.get(1), field, pair.get(other ? 0 : 1)));
        int done = 0;
        for (Future<Stage> one : both.invokeAll(asked)) {
          switch (one.get()) {
            case Stage.Done _ -> done++;
            case Stage.Failed(StanzaError error) ->
                assertThat(error.condition()).isEqualTo(StanzaError.Condition.FORBIDDEN);
            case Stage.Ask ask -> throw new AssertionError(ask);
          }
        }
        assertThat(done).isEqualTo(1);
        assertThat(pair.stream().filter(who -> administers(store, who))).hasSize(1);
        for (Jid who : pair) store.port(AdministratorStore.class).revoke(who);
      }
    }
  }

  /// XEP-0077 §3.2, each with a client.
  @Test
  void oneOfTwoWhoRemoveThemselvesStays() throws Exception {
    try (Store store = new SqliteStore(folder, StoreOptions.standard());
        Core core = im.viavai.features.Stage.core(store, folder)) {
      LocalHost host = Objects.requireNonNull(core.host("localhost"));
      for (int round = 0; round < ROUNDS; round++) {
        List<Jid> pair = pair(store, core, round);
        try (Wire one = wire(core, host, pair.get(0));
            Wire other = wire(core, host, pair.get(1))) {
          for (Wire wire : List.of(one, other)) {
            wire.feed(
                "<iq type='set' id='r'><query xmlns='jabber:iq:register'><remove/></query></iq>");
          }
          List<Element> answers =
              Stream.concat(one.next(1).stream(), other.next(1).stream()).toList();
          assertThat(answers.stream().map(answer -> answer.attribute("type")))
              .containsExactlyInAnyOrder("result", "error");
          Element error =
              answers.stream()
                  .flatMap(answer -> answer.child("error").stream())
                  .toList()
                  .getFirst();
          assertThat(error.children().getFirst().name().local()).isEqualTo("not-allowed");
        }
        assertThat(pair.stream().filter(who -> administers(store, who))).hasSize(1);
        for (Jid who : pair) store.port(AdministratorStore.class).revoke(who);
      }
    }
  }

  private static Wire wire(Core core, LocalHost host, Jid who) {
    long account = host.account(who).orElseThrow().key();
    Wire wire = new Wire(host, InetAddress.getLoopbackAddress());
    Sessions.Binding bound = core.sessions().bind(new Identity(who, account), "globe", wire);
    wire.session(((Sessions.Binding.Bound) bound).session());
    return wire;
  }
}
