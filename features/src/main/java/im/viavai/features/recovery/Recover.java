package im.viavai.features.recovery;

import im.viavai.server.feature.Host;
import im.viavai.server.feature.Stranger;
import im.viavai.server.invite.RecoveryCode;
import im.viavai.server.sasl.LoginGuard;
import im.viavai.server.sasl.PasswordGate;
import im.viavai.server.sasl.Passwords;
import im.viavai.server.session.Account;
import im.viavai.server.session.Session;
import im.viavai.store.RecoveryStore;
import im.viavai.store.ScramKeys;
import im.viavai.xmpp.Element;
import im.viavai.xmpp.Jid;
import im.viavai.xmpp.Stanza;
import im.viavai.xmpp.StanzaError;
import im.viavai.xmpp.StanzaError.Condition;
import im.viavai.xmpp.StreamError;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Takes a code and a new password before login. May wait.
///
/// Nobody learns from it whether an account exists: the password is hashed before anything is
/// looked up, one query looks for account and code together, and the answers are alike.
final class Recover {
  private static final Logger log = LoggerFactory.getLogger(Recover.class);

  private final Host host;
  private final RecoveryStore codes;
  private final Passwords passwords;
  private final PasswordGate gate;
  private final LoginGuard guard;
  private final Host.Counter done;
  private final Host.Counter refused;

  Recover(Host host, Passwords passwords, PasswordGate gate, LoginGuard guard) {
    this.host = host;
    this.codes = host.store(RecoveryStore.class);
    this.passwords = passwords;
    this.gate = gate;
    this.guard = guard;
    this.done = host.counter("accounts_recovered", "Passwords set with a recovery code");
    this.refused = host.counter("recoveries_refused", "Recovery codes that were wrong or too many");
  }

  Stanza answer(Stanza iq, Stranger stranger) {
    Element recover = iq.element(iq.children().getFirst());
    String username = text(recover, "username");
    String typed = text(recover, "code");
    String password = text(recover, "password");
    if (!iq.type().equals("set") || username.isEmpty() || typed.isEmpty() || password.isEmpty()) {
      return iq.error(StanzaError.of(Condition.BAD_REQUEST));
    }
    Optional<Jid> jid = Jid.parse(username, host.domain().domainpart(), "");
    String label = jid.map(Jid::toString).orElse("");
    if (!guard.permits(label, stranger.address())) {
      refused.increment();
      return iq.error(
          StanzaError.of(Condition.RESOURCE_CONSTRAINT, "Too many tries. Try again later."));
    }
    Optional<Optional<List<ScramKeys>>> keys = gate.run(() -> passwords.keys(password));
    if (keys.isEmpty()) return iq.error(StanzaError.of(Condition.RESOURCE_CONSTRAINT));
    if (keys.get().isEmpty()) {
      return iq.error(StanzaError.of(Condition.NOT_ACCEPTABLE, "This password cannot be used."));
    }
    Optional<RecoveryCode> code = RecoveryCode.parse(typed);
    boolean used =
        jid.isPresent()
            && code.isPresent()
            && codes.use(jid.get(), code.get().hash(), keys.get().get(), host.clock().millis());
    if (!used) {
      guard.failed(label, stranger.address());
      refused.increment();
      return iq.error(StanzaError.of(Condition.NOT_AUTHORIZED));
    }
    guard.succeeded(label, stranger.address());
    done.increment();
    endSessions(jid.get());
    log.atInfo().addKeyValue("jid", jid.get()).log("account_recovered");
    return iq.result();
  }

  private static String text(Element recover, String name) {
    return recover.child(name).map(Element::text).orElse("");
  }

  private void endSessions(Jid jid) {
    Account account = host.loadedAccount(jid);
    if (account == null) return;
    for (Session session : account.sessions()) {
      session.close(
          StreamError.of(
              StreamError.Condition.NOT_AUTHORIZED, "The password was set with a recovery code."));
    }
  }
}
