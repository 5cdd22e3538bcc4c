package im.viavai.server.route;

import im.viavai.server.feature.ArchivePolicy.Keep;
import im.viavai.server.feature.Passage;
import im.viavai.server.feature.Verdict;
import im.viavai.server.federate.Peers;
import im.viavai.server.session.Account;
import im.viavai.server.session.SentBefore;
import im.viavai.server.session.Session;
import im.viavai.store.StoreUnavailable;
import im.viavai.xmpp.Boundary;
import im.viavai.xmpp.Jid;
import im.viavai.xmpp.Stanza;
import im.viavai.xmpp.StanzaError;
import im.viavai.xmpp.StanzaError.Condition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The whole trip of a stanza, top to bottom. A breakpoint in [#travel] sees every stanza a client
/// sends.
///
/// ```
/// socket > net > stream > session > [sent] > route > [received] > session > stream > net > socket
///                         'from'    hooks    whom?    hooks        outbox
/// ```
///
/// A stanza that needs nothing from the disk makes the trip on the event loop of its sender;
/// otherwise [#travel] says so before anything was done, and the trip is made on the sender's
/// virtual thread.
@Boundary("one stanza that fails must not stop its session")
public final class Path implements Session.Way {
  private static final Logger log = LoggerFactory.getLogger(Path.class);

  private final Hosts hosts;
  private final Accounts accounts;
  private final Peers peers;
  private final Recorder recorder;
  private final IqPath iqs;
  private final PresencePath presences;

  Path(
      Hosts hosts,
      Accounts accounts,
      Peers peers,
      Recorder recorder,
      IqPath iqs,
      PresencePath presences) {
    this.hosts = hosts;
    this.accounts = accounts;
    this.peers = peers;
    this.recorder = recorder;
    this.iqs = iqs;
    this.presences = presences;
  }

  @Override
  public boolean swift(Session session, Stanza stanza) {
    return guarded(session, stanza, Patience.SWIFT);
  }

  @Override
  public void patient(Session session, Stanza stanza) {
    guarded(session, stanza, Patience.PATIENT);
  }

  private boolean guarded(Session session, Stanza stanza, Patience patience) {
    try {
      return travel(session, stanza, patience);
    } catch (StoreUnavailable e) {
      log.atWarn()
          .addKeyValue("session", session)
          .addKeyValue("reason", e.getMessage())
          .log("store_unavailable");
      reply(
          session,
          stanza,
          StanzaError.of(
              Condition.RESOURCE_CONSTRAINT,
              "The server cannot reach its data at the moment. Try again later."));
    } catch (RuntimeException e) {
      log.atError()
          .addKeyValue("session", session)
          .addKeyValue("kind", stanza.kind())
          .setCause(e)
          .log("stanza_failed");
      reply(session, stanza, StanzaError.of(Condition.INTERNAL_SERVER_ERROR));
    }
    return true;
  }

  /// Sends a stanza of a local session on its way. False: it has to wait, and nothing was done.
  private boolean travel(Session session, Stanza stanza, Patience patience) {
    Stanza stamped = stanza.withFrom(session.address()); // RFC 6120 §8.1.2.1
    return switch (stamped.kind()) {
      case MESSAGE -> message(session, stamped, patience);
      case PRESENCE -> presences.sent(session, stamped, patience);
      case IQ -> iqs.sent(session, stamped, patience);
    };
  }

  // --- messages ---

  private boolean message(Session sender, Stanza message, Patience patience) {
    Account mine = sender.account();
    Jid to = message.to() == null ? mine.address() : message.to(); // RFC 6120 §10.3.1
    LocalHost here = hosts.of(mine.address());
    while (true) {
      Whom whom = hosts.whom(to, patience);
      if (whom instanceof Whom.NotYet || !isReady(mine, patience)) return false;

      Stanza clean = StanzaIds.strip(message.withTo(to), mine.address(), to.bare());
      Passage sent = new Passage(mine, sender, clean);
      if (!passes(here.sent().screen(sent), sender, message)) return true;
      here.sent().amend(sent);

      switch (whom) {
        case Whom.Local(Account yours) -> {
          if (toAccount(sender, here, sent, yours)) return true;
          // else it left memory or was removed just now: look again
        }
        case Whom.Elsewhere _ -> {
          toElsewhere(sender, here, sent);
          return true;
        }
        case Whom.Nobody _, Whom.Host _, Whom.NotYet _ -> {
          toNobody(sender, message);
          return true;
        }
      }
    }
  }

  private boolean isReady(Account sender, Patience patience) {
    if (recorder.hasRoom() && sender.sentBefore() != null) return true;
    if (patience == Patience.SWIFT) return false;
    recorder.awaitRoom();
    if (sender.sentBefore() == null) recorder.recall(sender);
    return true;
  }

  /// False: the account is not the one in memory any more, and nothing was done.
  private boolean toAccount(Session sender, LocalHost here, Passage sent, Account yours) {
    LocalHost there = hosts.of(yours.address());
    Passage received = new Passage(yours, null, sent.stanza());
    if (!passes(there.received().screen(received), sender, sent.stanza())) return true;
    there.received().amend(received);
    Keep mine = here.keep(sent);
    Keep theirs = there.keep(received);
    Account mineAccount = sent.account();
    // locks are taken in the order of keys
    Account first = mineAccount.key() <= yours.key() ? mineAccount : yours;
    Account second = first == yours ? mineAccount : yours;
    StanzaError refused;
    synchronized (first) {
      synchronized (second) {
        if (yours.isGone()) return false;
        if (isRepeated(sender, sent)) return true;
        refused = refusal(received, theirs);
        if (refused == null) refused = recorder.record(sender, sent, mine, received, theirs);
        if (refused == null) {
          remember(sender, sent, received);
          deliver(here, there, sent, received, theirs);
        }
      }
    }
    if (refused != null) reply(sender, sent.stanza(), refused);
    return true;
  }

  /// RFC 6121 §8.5.2.2.1, §8.5.3.2.1: what would be refused is not kept either (XEP-0313 §6.1).
  private static @Nullable StanzaError refusal(Passage received, Keep theirs) {
    MessageDelivery.Outcome outcome =
        MessageDelivery.foresee(
            received.account(), received.stanza(), received.to(), isWatched(theirs));
    return outcome == MessageDelivery.Outcome.REFUSED
        ? StanzaError.of(Condition.SERVICE_UNAVAILABLE)
        : null;
  }

  /// Whether offline delivery watches over it.
  private static boolean isWatched(Keep keep) {
    return keep == Keep.ARCHIVE_AND_DELIVER || keep == Keep.UNTIL_DELIVERED;
  }

  /// Everybody gets their copy, in the order of the archive; the caller holds both monitors.
  private void deliver(
      LocalHost here, LocalHost there, Passage sent, Passage received, Keep theirs) {
    stamp(received, theirs);
    here.sent().record(sent);
    there.received().record(received);
    here.sent().copy(sent);
    deliver(there, received, theirs);
  }

  private void deliver(LocalHost there, Passage received, Keep theirs) {
    Account yours = received.account();
    long watched = isWatched(theirs) ? received.archiveId() : 0;
    MessageDelivery.Outcome outcome =
        MessageDelivery.deliver(yours, trimmed(there, received), received.to(), watched);
    there.received().copy(received);
    if (outcome == MessageDelivery.Outcome.WAITS) {
      there.undelivered().copy(received);
      presences.deliverWaiting(yours);
    }
  }

  private static void stamp(Passage received, Keep theirs) {
    if (received.archiveId() != 0 && theirs != Keep.UNTIL_DELIVERED) {
      received.stanza(StanzaIds.stamp(received.stanza(), received.account(), received.archiveId()));
    }
  }

  private static Stanza trimmed(LocalHost host, Passage received) {
    Stanza before = received.stanza();
    host.received().trim(received);
    Stanza after = received.stanza();
    received.stanza(before);
    return after;
  }

  private void toElsewhere(Session sender, LocalHost here, Passage sent) {
    StanzaError refused;
    synchronized (sent.account()) {
      if (isRepeated(sender, sent)) return;
      refused = recorder.record(sender, sent, here.keep(sent), null, Keep.NOTHING);
      if (refused == null) {
        remember(sender, sent, null);
        here.sent().record(sent);
        here.sent().copy(sent);
        here.sent().trim(sent);
        if (!peers.send(sent.stanza()))
          refused = StanzaError.of(Condition.REMOTE_SERVER_NOT_FOUND); // RFC 6120 §10.4
      }
    }
    if (refused != null) reply(sender, sent.stanza(), refused);
  }

  /// RFC 6121 §8.5.1: nobody of that name; RFC 6120 §10.5.1: the server itself takes no messages.
  private static void toNobody(Session sender, Stanza message) {
    if (message.type().equals("headline")) return; // RFC 6121 §8.5.4, Table 1: silently
    reply(sender, message, StanzaError.of(Condition.SERVICE_UNAVAILABLE));
  }

  private static boolean isRepeated(Session sender, Passage sent) {
    SentBefore before = sent.account().sentBefore();
    if (before == null) return false;
    String originId = SentBefore.originId(sent.stanza());
    boolean repeated = before.isRepeated(sent.stanza(), originId, sent.to(), sender.number());
    if (repeated) {
      log.atDebug()
          .addKeyValue("session", sender)
          .addKeyValue("id", originId)
          .log("message_repeated");
    }
    return repeated;
  }

  private static void remember(Session sender, Passage sent, @Nullable Passage received) {
    SentBefore before = sent.account().sentBefore();
    boolean kept = sent.archiveId() != 0 || (received != null && received.archiveId() != 0);
    if (before == null || !kept) return;
    String originId = SentBefore.originId(sent.stanza());
    before.remember(sent.stanza(), originId, sent.to(), sender.number());
  }

  private boolean passes(Verdict verdict, Session sender, Stanza stanza) {
    return switch (verdict) {
      case Verdict.Pass _ -> true;
      case Verdict.Drop _ -> false;
      case Verdict.Bounce(StanzaError error) -> {
        reply(sender, stanza, error);
        yield false;
      }
    };
  }

  /// Answers a stanza with an error, unless it must not be answered (RFC 6120 §8.3.1; RFC 6121
  /// §8.5: errors, results, presence other than a request).
  static void reply(Session sender, Stanza stanza, StanzaError error) {
    if (stanza.isError() || (stanza.kind() == Stanza.Kind.IQ && !stanza.isRequest())) return;
    Jid to = stanza.to();
    Stanza addressed =
        stanza.withAddresses(sender.address(), to == null ? sender.account().address() : to);
    sender.send(addressed.error(error));
  }

  // --- what the server itself sends ---

  /// Sends a stanza of the server or of a feature to whom it is for; `from` and `to` are set. May
  /// wait.
  void fromServer(Stanza stanza) {
    Jid to = stanza.to();
    Jid from = stanza.from();
    if (to == null || from == null) throw new IllegalArgumentException("from and to must be set");
    Whom whom = hosts.whom(to, Patience.PATIENT);
    switch (whom) {
      case Whom.Local local -> {
        switch (stanza.kind()) {
          case MESSAGE -> messageFromServer(stanza, local.account());
          case PRESENCE -> presences.received(local.account(), stanza);
          case IQ -> iqs.received(local.account(), stanza);
        }
      }
      case Whom.Elsewhere _ -> {
        if (!peers.send(stanza)) log.atDebug().addKeyValue("to", to).log("remote_server_not_found");
      }
      case Whom.Host _, Whom.Nobody _, Whom.NotYet _ ->
          log.atDebug().addKeyValue("to", to).log("nobody_there");
    }
  }

  private void messageFromServer(Stanza message, Account found) {
    recorder.awaitRoom();
    Jid to = message.to();
    Account yours = found;
    while (yours != null) {
      LocalHost there = hosts.of(yours.address());
      Stanza clean = StanzaIds.strip(message, yours.address(), yours.address());
      Passage received = new Passage(yours, null, clean);
      Verdict verdict = there.received().screen(received);
      if (verdict instanceof Verdict.Bounce(StanzaError error)) bounce(message, error);
      if (!(verdict instanceof Verdict.Pass)) return;
      there.received().amend(received);
      Keep theirs = there.keep(received);
      StanzaError refused;
      synchronized (yours) {
        if (!yours.isGone()) {
          refused = refusal(received, theirs);
          if (refused == null) {
            refused = recorder.record(null, null, Keep.NOTHING, received, theirs);
          }
          if (refused == null) {
            stamp(received, theirs);
            there.received().record(received);
            deliver(there, received, theirs);
            return;
          }
        } else {
          refused = null;
        }
      }
      if (refused != null) {
        bounce(message, refused);
        return;
      }
      yours = to == null ? null : accounts.load(to.bare()).orElse(null); // it left memory just now
    }
  }

  /// Tells the sender of a message that was not sent by a session here.
  private void bounce(Stanza message, StanzaError error) {
    if (!message.isError()) fromServer(message.error(error));
  }

  /// The accounts, for those who have to load one.
  Accounts accounts() {
    return accounts;
  }
}
