package im.viavai.server.route;

import im.viavai.server.feature.Passage;
import im.viavai.server.feature.PresenceSignals;
import im.viavai.server.feature.SubscriptionHandler;
import im.viavai.server.feature.Verdict;
import im.viavai.server.federate.Peers;
import im.viavai.server.session.Account;
import im.viavai.server.session.Session;
import im.viavai.store.RosterItemRecord;
import im.viavai.store.RosterItemRecord.Subscription;
import im.viavai.xmpp.Jid;
import im.viavai.xmpp.Name;
import im.viavai.xmpp.Stanza;
import im.viavai.xmpp.StanzaError;
import im.viavai.xmpp.StanzaError.Condition;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/// The trip of presence: broadcast, probes, directed presence (RFC 6121 §4), and the way to the
/// owner of subscriptions (§3).
///
/// Whoever changes or shows the presence of an account holds its monitor while it sends, so that
/// nobody sees an older presence after a newer one.
final class PresencePath implements PresenceSignals {
  /// How many addresses one session may send directed presence to and have remembered.
  static final int DIRECTED_LIMIT = 1000;

  private static final Name PRIORITY = new Name("jabber:client", "priority");

  private final Hosts hosts;
  private final Accounts accounts;
  private final Peers peers;
  private final Replay replay;
  private final Executor waiting;

  PresencePath(Hosts hosts, Accounts accounts, Peers peers, Replay replay, Executor waiting) {
    this.hosts = hosts;
    this.accounts = accounts;
    this.peers = peers;
    this.replay = replay;
    this.waiting = waiting;
  }

  // --- from a local session ---

  boolean sent(Session session, Stanza presence, Patience patience) {
    return switch (presence.type()) {
      case "", "unavailable" ->
          presence.to() == null
              ? broadcast(session, presence, patience)
              : directed(session, presence, patience);
      case "subscribe", "subscribed", "unsubscribe", "unsubscribed" ->
          subscription(session, presence, patience);
      case "probe" -> probe(session, presence);
      case "error" -> directed(session, presence, patience);
      default -> { // RFC 6121 §4.7.1
        Path.reply(
            session,
            presence,
            StanzaError.of(Condition.BAD_REQUEST, "There is no presence of this type."));
        yield true;
      }
    };
  }

  private boolean broadcast(Session session, Stanza presence, Patience patience) {
    Account account = session.account();
    boolean first = false;
    if (presence.type().isEmpty()) {
      Integer priority = priority(presence);
      if (priority == null) {
        Path.reply(
            session,
            presence,
            StanzaError.of(Condition.BAD_REQUEST, "A priority is a number from -128 to 127."));
        return true;
      }
      boolean couldTake = session.isAvailable() && session.priority() >= 0;
      synchronized (account) {
        if (session.isEnded()) return true;
        first = !session.isAvailable();
        session.presence(presence, priority);
        toSubscribers(session, presence);
        if (first) showOthersTo(session);
        // what the client has read itself needs no delivery, unless others wait for it too
        if (first && !hasOtherTaker(session)) account.readTo(session.readTo());
      }
      if (first) probeContacts(session);
      if (!couldTake && priority >= 0) replay.begin(account);
    } else {
      leave(session, presence);
      hosts.of(account.address()).hooks().unavailable(session, presence);
    }
    if (first) hosts.of(account.address()).hooks().available(session, patience, waiting);
    return true;
  }

  private static boolean hasOtherTaker(Session session) {
    for (Session other : session.account().sessionArray()) {
      if (other != session && MessageDelivery.takes(other)) return true;
    }
    return false;
  }

  /// Messages wait for an account: delivers them if somebody is there. Any thread; never waits.
  void deliverWaiting(Account account) {
    replay.begin(account);
  }

  private static @Nullable Integer priority(Stanza presence) {
    if (!presence.has(PRIORITY)) return 0;
    String text = presence.element(PRIORITY).map(e -> e.text().strip()).orElse("0");
    try {
      int value = Integer.parseInt(text);
      return value >= -128 && value <= 127 ? value : null;
    } catch (NumberFormatException e) {
      return null;
    }
  }

  /// RFC 6121 §4.2.2, §4.4.2: to contacts who see it, to all own available resources, and to those
  /// who got directed presence; the caller holds the monitor.
  private void toSubscribers(Session session, Stanza presence) {
    Account account = session.account();
    for (Session own : account.sessionArray()) {
      if (own.isAvailable() || own == session) own.send(presence.withTo(account.address()));
    }
    for (RosterItemRecord item : account.roster().items()) {
      if (item.subscription() == Subscription.FROM || item.subscription() == Subscription.BOTH) {
        toContact(session, presence, item.jid());
      }
    }
  }

  private void toContact(@Nullable Session session, Stanza presence, Jid contact) {
    LocalHost there = hosts.find(contact.domainpart());
    Account account = there == null ? null : accounts.loaded(contact.bare());
    if (there != null && (account == null || !account.hasSessions()))
      return; // not in memory: nobody of theirs is online
    if (session != null && !mayLeave(session, presence, contact)) return;
    Stanza addressed = presence.withTo(contact); // not before somebody is there to get it
    if (there == null || account == null) peers.send(addressed);
    else toSessions(session, there, account, addressed, contact);
  }

  private boolean mayLeave(Session session, Stanza presence, Jid recipient) {
    Steps line = hosts.of(session.account().address()).presenceSent();
    Passage passage = new Passage(session.account(), session, presence, recipient);
    return line.screen(passage) instanceof Verdict.Pass;
  }

  /// RFC 6121 §4.2.3, §8.5.2.1.2: to all available resources, or to the one named.
  ///
  /// @param sender whose presence it is, if that is a session here: it may keep it from single
  ///   resources (XEP-0191 §6)
  private void toSessions(
      @Nullable Session sender, LocalHost there, Account account, Stanza presence, Jid to) {
    Passage passage = new Passage(account, null, presence);
    if (!(there.presenceReceived().screen(passage) instanceof Verdict.Pass)) return;
    for (Session session : account.sessionArray()) {
      boolean meant = to.isFull() ? session.address().equals(to) : session.isAvailable();
      if (meant && mayReach(sender, presence, session)) session.send(presence);
    }
  }

  private boolean mayReach(@Nullable Session sender, Stanza presence, Session session) {
    return sender == null || mayLeave(sender, presence, session.address());
  }

  /// A resource that becomes available sees the account's other ones (RFC 6121 §4.2.2).
  private static void showOthersTo(Session session) {
    for (Session other : session.account().sessionArray()) {
      Stanza shown = other.presence();
      if (other != session && shown != null)
        session.send(shown.withTo(session.account().address()));
    }
  }

  /// RFC 6121 §4.3.1: asks for the presence of each contact the account sees.
  private void probeContacts(Session session) {
    Account account = session.account();
    for (RosterItemRecord item : account.roster().items()) {
      if (item.subscription() != Subscription.TO && item.subscription() != Subscription.BOTH)
        continue;
      answerProbe(account, item.jid(), session);
    }
  }

  /// RFC 6121 §4.3.2 without the detour of a stanza when the contact is local.
  private void answerProbe(Account asking, Jid contact, @Nullable Session only) {
    LocalHost there = hosts.find(contact.domainpart());
    if (there == null) {
      peers.send(Stanza.presence().from(asking.address()).to(contact).type("probe").build());
      return;
    }
    Account account = accounts.loaded(contact.bare());
    if (account == null || !account.hasSessions()) return;
    synchronized (account) {
      if (!account.roster().isSeenBy(asking.address())) return;
      LocalHost here = hosts.of(asking.address());
      for (Session theirs : account.sessionArray()) {
        Stanza shown = theirs.presence();
        if (shown == null || !isMeant(contact, theirs)) continue;
        Stanza presence = shown.withTo(asking.address());
        if (!mayLeave(theirs, presence, asking.address())) continue;
        if (only == null) {
          toSessions(theirs, here, asking, presence, asking.address());
        } else if (here.presenceReceived().screen(new Passage(asking, null, presence))
                instanceof Verdict.Pass
            && mayReach(theirs, presence, only)) {
          only.send(presence);
        }
      }
    }
  }

  private static boolean isMeant(Jid contact, Session session) {
    return contact.isBare() || contact.equals(session.address());
  }

  private boolean probe(Session session, Stanza presence) {
    Jid to = presence.to();
    // RFC 6121 §4.3: clients should not probe; we answer as if the server had asked
    if (to != null && session.account().roster().sees(to.bare()))
      answerProbe(session.account(), to.bare(), session);
    return true;
  }

  // --- unavailable ---

  @Override
  public void leave(Session session) {
    leave(session, Stanza.presence().from(session.address()).type("unavailable").build());
  }

  private void leave(Session session, Stanza unavailable) {
    Account account = session.account();
    synchronized (account) {
      boolean was = session.isAvailable();
      session.presence(null, 0);
      if (was) toSubscribers(session, unavailable);
      for (Jid to : session.takeDirected()) { // RFC 6121 §4.6.4
        if (!was || !account.roster().isSeenBy(to.bare())) toContact(session, unavailable, to);
      }
    }
  }

  // --- directed (RFC 6121 §4.6) ---

  private boolean directed(Session session, Stanza presence, Patience patience) {
    Jid to = presence.to();
    if (to == null) return true; // an error to nobody
    Whom whom = hosts.whom(to, patience);
    if (whom instanceof Whom.NotYet) return false;
    Account account = session.account();
    Steps line = hosts.of(account.address()).presenceSent();
    Verdict verdict = line.screen(new Passage(account, session, presence));
    if (verdict instanceof Verdict.Bounce(StanzaError error)) Path.reply(session, presence, error);
    if (!(verdict instanceof Verdict.Pass)) return true;
    synchronized (account) {
      if (presence.type().isEmpty() && !session.addDirected(to, DIRECTED_LIMIT)) {
        Path.reply(
            session,
            presence,
            StanzaError.of(
                Condition.RESOURCE_CONSTRAINT, "Directed presence to too many addresses."));
        return true;
      }
      if (presence.type().equals("unavailable")) session.removeDirected(to);
      switch (whom) {
        case Whom.Local local -> toSessions(session, hosts.of(to), local.account(), presence, to);
        case Whom.Elsewhere _ -> {
          if (!peers.send(presence) && !presence.type().equals("unavailable")) {
            Path.reply(session, presence, StanzaError.of(Condition.REMOTE_SERVER_NOT_FOUND));
          }
        }
        case Whom.Host _, Whom.Nobody _, Whom.NotYet _ -> {} // RFC 6121 §8.5.1: silently
      }
    }
    return true;
  }

  // --- subscriptions (RFC 6121 §3) ---

  private boolean subscription(Session session, Stanza presence, Patience patience) {
    if (patience == Patience.SWIFT) return false;
    Jid to = presence.to();
    if (to == null) {
      Path.reply(
          session,
          presence,
          StanzaError.of(Condition.BAD_REQUEST, "A subscription needs a recipient."));
      return true;
    }
    boolean elsewhere = hosts.find(to.domainpart()) == null;
    if (elsewhere
        && presence.type().equals("subscribe")
        && !peers.reaches(to.domain())) { // RFC 6121 §3.1.2
      Path.reply(session, presence, StanzaError.of(Condition.REMOTE_SERVER_NOT_FOUND));
      return true;
    }
    Account account = session.account();
    LocalHost here = hosts.of(account.address());
    Verdict verdict = here.presenceSent().screen(new Passage(account, session, presence));
    SubscriptionHandler subscriptions = here.subscriptions();
    if (verdict instanceof Verdict.Bounce(StanzaError error)) Path.reply(session, presence, error);
    if (verdict instanceof Verdict.Pass && subscriptions != null)
      subscriptions.sent(session, presence);
    return true;
  }

  // --- to a local account, from the server or another domain; may wait ---

  void received(Account account, Stanza presence) {
    Jid from = presence.from();
    Jid to = presence.to();
    if (from == null || to == null) return;
    LocalHost there = hosts.of(account.address());
    switch (presence.type()) {
      case "subscribe", "subscribed", "unsubscribe", "unsubscribed" -> {
        Passage passage = new Passage(account, null, presence);
        SubscriptionHandler subscriptions = there.subscriptions();
        boolean passes = there.presenceReceived().screen(passage) instanceof Verdict.Pass;
        if (passes && subscriptions != null) subscriptions.received(account, presence);
      }
      case "probe" -> {
        Passage passage = new Passage(account, null, presence);
        boolean passes = there.presenceReceived().screen(passage) instanceof Verdict.Pass;
        if (passes && account.roster().isSeenBy(from.bare())) show(account, from.bare());
      }
      default -> toSessions(null, there, account, presence, to);
    }
  }

  @Override
  public void show(Account account, Jid contact) {
    synchronized (account) {
      for (Session session : account.sessionArray()) {
        Stanza shown = session.presence();
        if (shown != null) toContact(session, shown, contact);
      }
    }
  }

  @Override
  public void hide(Account account, Jid contact) {
    synchronized (account) {
      for (Session session : account.sessionArray()) {
        if (!session.isAvailable()) continue;
        Stanza gone = Stanza.presence().from(session.address()).type("unavailable").build();
        toContact(session, gone, contact);
      }
    }
  }

  @Override
  public void probe(Account account, Jid contact) {
    answerProbe(account, contact, null);
  }
}
