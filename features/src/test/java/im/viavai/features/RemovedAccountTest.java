package im.viavai.features;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import im.viavai.server.feature.Command;
import im.viavai.server.feature.Command.Stage.Ask;
import im.viavai.server.feature.Command.Stage.Done;
import im.viavai.server.route.Core;
import im.viavai.server.route.LocalHost;
import im.viavai.server.route.Sessions.Binding;
import im.viavai.server.route.Sessions.Resumption;
import im.viavai.server.sasl.Identity;
import im.viavai.server.session.Session;
import im.viavai.store.AccountStore;
import im.viavai.store.AdministratorStore;
import im.viavai.store.Invitation;
import im.viavai.store.InvitationStore;
import im.viavai.store.NewInvitation;
import im.viavai.store.RecoveryStore;
import im.viavai.store.SessionStore;
import im.viavai.store.Store;
import im.viavai.store.StoreOptions;
import im.viavai.store.TokenRecord;
import im.viavai.store.TokenStore;
import im.viavai.store.UploadRecord;
import im.viavai.store.UploadStore;
import im.viavai.store.sql.SqliteStore;
import im.viavai.xmpp.DataForm;
import im.viavai.xmpp.Jid;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// What ends with an account, by name, whoever removes it.
final class RemovedAccountTest {
  private static final Jid JULIET = Jid.of("juliet@localhost");
  private static final Jid BARD = Jid.of("bard@localhost");
  private static final byte[] INVITED = new byte[NewInvitation.HASH_BYTES];
  private static final byte[] CODE = new byte[32];
  private static final long LATER = Long.MAX_VALUE / 2;

  @TempDir Path folder;

  /// The ways to remove an account. The web client goes the way of the owner.
  enum Way {
    /// XEP-0077 §3.2, with a client.
    OWNER {
      @Override
      void remove(Core core, Wire client) {
        client.feed(
            "<iq type='set' id='r'><query xmlns='jabber:iq:register'><remove/></query></iq>");
      }
    },
    /// XEP-0133 §4.2.
    ADMINISTRATOR {
      @Override
      void remove(Core core, Wire client) {
        Command command =
            host(core).commands().stream()
                .filter(one -> one.node().endsWith("#delete-user"))
                .findFirst()
                .orElseThrow();
        Jid bard = BARD.withResourcepart("globe");
        assertThat(command.allows(bard)).isTrue();
        DataForm answers =
            DataForm.builder(DataForm.Type.SUBMIT, "http://jabber.org/protocol/admin")
                .value("accountjids", JULIET.toString())
                .build();
        assertThat(((Ask) command.begin(bard)).then().with(answers)).isInstanceOf(Done.class);
      }
    },
    /// `viavai account remove`, on a running server.
    OPERATOR {
      @Override
      void remove(Core core, Wire client) {
        assertThat(core.remove(JULIET)).isTrue();
      }
    };

    abstract void remove(Core core, Wire client);
  }

  private static LocalHost host(Core core) {
    return Objects.requireNonNull(core.host("localhost"));
  }

  private static Session bind(Core core, Identity who, String resource, Wire client) {
    Binding bound = core.sessions().bind(who, resource, client);
    Session session = ((Binding.Bound) bound).session();
    client.session(session);
    return session;
  }

  private static UploadRecord upload(long account, String id) {
    return new UploadRecord(
        id, account, "message", "letter", "", 100, 1, LATER, LATER, UploadRecord.State.SLOT);
  }

  /// All that an account may have beside its data.
  private static void give(Store store, long account) {
    TokenRecord token =
        new TokenRecord(
            account, "phone-1", "HT-SHA-256-NONE", new byte[32], null, 1, LATER, 0, 1, "");
    store.port(TokenStore.class).put(token, 10);
    UploadStore uploads = store.port(UploadStore.class);
    var allowance = new UploadStore.Allowance(1000, 10, 0);
    uploads.reserve(upload(account, "slot"), allowance);
    uploads.reserve(upload(account, "file"), allowance);
    assertThat(uploads.begin("file", "image/png")).isTrue();
    assertThat(uploads.complete("file", 2)).isTrue();
    NewInvitation contact =
        new NewInvitation(INVITED, Invitation.Kind.CONTACT, account, "localhost", "", 5, LATER);
    store.port(InvitationStore.class).add(contact, 10);
    RecoveryStore recovery = store.port(RecoveryStore.class);
    assertThat(recovery.put(JULIET, CODE, RecoveryStore.Source.OWNER, LATER)).isTrue();
  }

  @ParameterizedTest
  @EnumSource
  void everythingOfARemovedAccountEnds(Way way) {
    try (Store store = new SqliteStore(folder, StoreOptions.standard());
        Core core = Stage.core(store, folder)) {
      AccountStore accounts = store.port(AccountStore.class);
      for (Jid jid : List.of(JULIET, BARD)) accounts.create(jid, List.of(Stage.KEYS));
      store.port(AdministratorStore.class).grant(BARD);
      store.port(AdministratorStore.class).grant(JULIET);
      long account = accounts.find(JULIET).orElseThrow().key();
      Identity juliet = new Identity(JULIET, account);
      try (Wire client = new Wire(host(core), InetAddress.getLoopbackAddress());
          Wire phone = new Wire(host(core), InetAddress.getLoopbackAddress())) {
        give(store, account);
        Session live = bind(core, juliet, "balcony", client);
        Session waiting = bind(core, juliet, "phone", phone);
        String id = core.sessions().manage(waiting, Duration.ofMinutes(5)).id();
        core.sessions().lost(waiting, phone);
        assertThat(waiting.isEnded()).isFalse();

        way.remove(core, client);

        await().until(() -> host(core).account(JULIET).isEmpty() && core.sessions().count() == 0);
        assertThat(accounts.find(JULIET)).isEmpty();
        assertThat(live.isEnded()).as("a live session").isTrue();
        assertThat(waiting.isEnded()).as("a session that waits to be resumed").isTrue();
        assertThat(core.sessions().resume(juliet, id, client))
            .isInstanceOf(Resumption.Failed.class);
        assertThat(core.sessions().bind(juliet, "balcony", client))
            .isInstanceOf(Binding.Refused.class);
      }
      checkGone(store, account);
      assertThat(accounts.find(BARD)).isPresent();
    }
  }

  private static void checkGone(Store store, long account) {
    assertThat(store.port(TokenStore.class).list(account)).as("FAST tokens").isEmpty();
    UploadStore uploads = store.port(UploadStore.class);
    UploadRecord slot = uploads.find("slot").orElseThrow();
    assertThat(slot.slotEndsMillis()).as("a slot for an upload").isZero();
    assertThat(uploads.begin("slot", "image/png")).isTrue(); // of who looked just before
    assertThat(uploads.complete("slot", 1)).as("an upload that began in time").isFalse();
    assertThat(uploads.expired(1, 0, 10).stream().map(UploadRecord::id))
        .as("files that are to be deleted")
        .contains("file");
    InvitationStore invitations = store.port(InvitationStore.class);
    assertThat(invitations.find(INVITED)).as("a contact link").isEmpty();
    assertThat(invitations.useForContact(INVITED, account, 1)).isFalse();
    RecoveryStore recovery = store.port(RecoveryStore.class);
    assertThat(recovery.printed(JULIET)).as("a recovery code").isEmpty();
    assertThat(recovery.use(JULIET, CODE, List.of(Stage.KEYS), 1)).isFalse();
    assertThat(store.port(AdministratorStore.class).list()).as("roles").containsExactly(BARD);
    assertThat(store.port(SessionStore.class).page("", 10)).as("sessions kept").isEmpty();
  }
}
