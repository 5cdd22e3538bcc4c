package im.viavai.features.registration;

import im.viavai.server.feature.Host;
import im.viavai.server.feature.HourlyLimit;
import im.viavai.server.feature.IqRequest;
import im.viavai.server.sasl.PasswordGate;
import im.viavai.server.sasl.Passwords;
import im.viavai.server.session.Account;
import im.viavai.server.session.Outlet;
import im.viavai.server.session.Session;
import im.viavai.store.AccountStore;
import im.viavai.store.RosterItemRecord;
import im.viavai.store.RosterItemRecord.Subscription;
import im.viavai.store.ScramKeys;
import im.viavai.store.TokenStore;
import im.viavai.xmpp.Element;
import im.viavai.xmpp.Jid;
import im.viavai.xmpp.Stanza;
import im.viavai.xmpp.StanzaError;
import im.viavai.xmpp.StanzaError.Condition;
import im.viavai.xmpp.StreamError;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What the owner of an account may do with it (XEP-0077 §3.2, §3.3). May wait.
final class OwnAccount {
  /// How often in an hour a password may be changed.
  static final int CHANGES_PER_HOUR = 10;

  /// How long the answer to a removal may take to leave, in seconds.
  private static final int ANSWER_SECONDS = 5;

  private static final String LAST_ADMINISTRATOR =
      "Nobody else administers this server. Name another administrator first.";

  private static final Logger log = LoggerFactory.getLogger(OwnAccount.class);

  private final Host host;
  private final AccountStore accounts;
  private final TokenStore tokens;
  private final Passwords passwords;
  private final PasswordGate gate;
  private final HourlyLimit changes;
  private final Host.Counter refused;

  OwnAccount(Host host, Passwords passwords, PasswordGate gate, LongSupplier nanos) {
    this.host = host;
    this.accounts = host.store(AccountStore.class);
    this.tokens = host.store(TokenStore.class);
    this.passwords = passwords;
    this.gate = gate;
    this.changes = new HourlyLimit(CHANGES_PER_HOUR, nanos);
    this.refused =
        host.counter("password_changes_refused", "Password changes refused: too many in an hour");
  }

  /// §3.1: who asks is registered.
  Stanza get(IqRequest request) {
    Session session = ours(request);
    if (session == null) return notHere(request);
    return request.result(
        Element.builder(Fields.QUERY)
            .child(Element.of(Fields.NS, "registered"))
            .child("username", session.address().localpart())
            .child("password", "")
            .build());
  }

  /// Removes the account or changes its password.
  @Nullable Stanza set(IqRequest request) {
    Session session = ours(request);
    if (session == null) return notHere(request);
    Element query = request.payload();
    if (query.child(Fields.REMOVE).isEmpty()) return change(request, session, Fields.of(query));
    if (query.children().size() != 1) { // §3.2
      return request.error(StanzaError.of(Condition.BAD_REQUEST));
    }
    return remove(request, session);
  }

  /// The session of an account of this domain, null if somebody else asks.
  private @Nullable Session ours(IqRequest request) {
    Session session = request.sender();
    return session != null && session.address().domain().equals(host.domain()) ? session : null;
  }

  private static Stanza notHere(IqRequest request) {
    return request.error(StanzaError.of(Condition.SERVICE_UNAVAILABLE));
  }

  // --- password (§3.3) ---

  private Stanza change(IqRequest request, Session session, Fields fields) {
    if (fields.username().isEmpty() || fields.password().isEmpty()) {
      return request.error(StanzaError.of(Condition.BAD_REQUEST));
    }
    Account account = session.account();
    Optional<Jid> named = Jid.parse(fields.username(), host.domain().domainpart(), "");
    boolean own = named.isPresent() && named.get().equals(account.address());
    // the form of example 24 names the whole address
    if (!own && !Jid.parse(fields.username()).equals(Optional.of(account.address()))) {
      return request.error(StanzaError.of(Condition.FORBIDDEN));
    }
    if (!changes.take(account.key())) {
      refused.increment();
      return request.error(
          StanzaError.of(Condition.RESOURCE_CONSTRAINT, "Too many changes. Try again later."));
    }
    Optional<Optional<List<ScramKeys>>> keys = gate.run(() -> passwords.keys(fields.password()));
    if (keys.isEmpty()) return request.error(StanzaError.of(Condition.RESOURCE_CONSTRAINT));
    if (keys.get().isEmpty()) {
      return request.error(
          StanzaError.of(Condition.NOT_ACCEPTABLE, "This password cannot be used."));
    }
    if (!accounts.setCredentials(account.address(), keys.get().get())) {
      return request.error(StanzaError.of(Condition.UNEXPECTED_REQUEST));
    }
    tokens.revokeAll(account.key());
    for (Session other : account.sessions()) {
      if (other == session) continue;
      host.end( // also one that waits to be resumed
          other, StreamError.of(StreamError.Condition.NOT_AUTHORIZED, "The password was changed."));
    }
    log.atInfo().addKeyValue("account", account).log("password_changed");
    return request.result();
  }

  // --- removal (§3.2) ---

  /// The data first: what is answered has happened, and nobody finds the account any more.
  private @Nullable Stanza remove(IqRequest request, Session session) {
    Account account = session.account();
    Jid jid = account.address();
    if (!host.administrators().unlessLast(jid, () -> accounts.remove(jid))) {
      return request.error(StanzaError.of(Condition.NOT_ALLOWED, LAST_ADMINISTRATOR));
    }
    for (RosterItemRecord item : account.roster().items()) unsubscribe(account, item);
    Stanza done = request.result();
    session.send(done.withAddresses(request.stanza().to(), session.address()));
    awaitWritten(session);
    log.atInfo().addKeyValue("account", account).log("account_removed");
    host.removeAccount(account); // ends the sessions with not-authorized
    return null;
  }

  /// Until the answer went to the stream: ending the session takes back what did not.
  private static void awaitWritten(Session session) {
    Outlet stream = session.outlet();
    if (stream == null) return;
    CountDownLatch written = new CountDownLatch(1);
    stream.execute(written::countDown);
    try {
      if (!written.await(ANSWER_SECONDS, TimeUnit.SECONDS)) {
        log.atWarn().addKeyValue("session", session).log("removal_unanswered");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void unsubscribe(Account account, RosterItemRecord item) {
    Subscription subscription = item.subscription();
    boolean both = subscription == Subscription.BOTH;
    if (both || subscription == Subscription.TO || item.ask()) {
      say(account, item.jid(), "unsubscribe");
    }
    if (both || subscription == Subscription.FROM) say(account, item.jid(), "unsubscribed");
  }

  private void say(Account account, Jid contact, String type) {
    host.send(Stanza.presence().from(account.address()).to(contact).type(type).build());
  }
}
