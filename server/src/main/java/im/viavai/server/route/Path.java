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
    Jid to =
        message.to() == null
            ? mine.address()
            : message.to(); // RFC 6121 §8.1.1.1? no 'to' is oneself: §5.2.1
    Whom whom = hosts.whom(to, patience);
    if (whom == Whom.UNKNOWN_YET || !isReady(mine, patience)) return false;

    LocalHost here = hosts.of(mine.address());
    Passage sent =
        new Passage(mine, sender, StanzaIds.strip(message.withTo(to), mine.address(), to.bare()));
    if (!passes(here.sentLine().screen(sent), sender, message)) return true;
    here.sentLine().amend(sent);

    switch (whom) {
      case Whom.Local local -> toAccount(sender, here, sent, local.account());
      case Whom.Elsewhere _ -> toElsewhere(sender, here, sent);
      case Whom.Nobody _, Whom.Host _, Whom.NotYet _ -> toNobody(sender, here, sent, message);
    }
    return true;
  }

  private boolean isReady(Account sender, Patience patience) {
    if (recorder.hasRoom() && sender.sentBefore() != null) return true;
    if (patience == Patience.SWIFT) return false;
    recorder.awaitRoom();
    if (sender.sentBefore() == null) recorder.recall(sender);
    return true;
  }

  private void toAccount(Session sender, LocalHost here, Passage sent, Account yours) {
    LocalHost there = hosts.of(yours.address());
    Passage received = new Passage(yours, null, sent.stanza());
    if (!passes(there.receivedLine().screen(received), sender, sent.stanza())) return;
    there.receivedLine().amend(received);
    Keep mine = here.keep(sent);
    Keep theirs = there.keep(received);
    Account mineAccount = sent.account();
    Account first =
        mineAccount.key() <= yours.key()
            ? mineAccount
            : yours; // locks are taken in the order of keys
    Account second = first == yours ? mineAccount : yours;
    StanzaError refused;
    synchronized (first) {
      synchronized (second) {
        if (isRepeated(sender, sent)) return;
        refused = recorder.record(sender, sent, mine, received, theirs);
        if (refused == null) refused = deliver(here, there, sent, received, theirs);
      }
    }
    if (refused != null) reply(sender, sent.stanza(), refused);
  }

  private @Nullable StanzaError deliver(
      LocalHost here, LocalHost there, Passage sent, Passage received, Keep theirs) {
    Account yours = received.account();
    if (received.archiveId() != 0 && theirs != Keep.UNTIL_DELIVERED) {
      received.stanza(StanzaIds.stamp(received.stanza(), yours.address(), received.archiveId()));
    }
    here.sentLine().record(sent);
    there.receivedLine().record(received);
    here.sentLine().copy(sent);
    boolean watched = theirs == Keep.ARCHIVE_AND_DELIVER || theirs == Keep.UNTIL_DELIVERED;
    Stanza trimmed = trimmed(there, received);
    MessageDelivery.Outcome outcome =
        MessageDelivery.deliver(yours, trimmed, received.to(), watched ? received.archiveId() : 0);
    there.receivedLine().copy(received);
    return switch (outcome) {
      case DELIVERED, IGNORED -> null;
      case WAITS -> {
        there.undeliveredLine().copy(received);
        yield null;
      }
      case REFUSED ->
          StanzaError.of(Condition.SERVICE_UNAVAILABLE); // RFC 6121 §8.5.2.2.1, §8.5.3.2.1
    };
  }

  private static Stanza trimmed(LocalHost host, Passage received) {
    Stanza before = received.stanza();
    host.receivedLine().trim(received);
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
        here.sentLine().record(sent);
        here.sentLine().copy(sent);
        here.sentLine().trim(sent);
        if (!peers.send(sent.stanza()))
          refused = StanzaError.of(Condition.REMOTE_SERVER_NOT_FOUND); // RFC 6120 §10.4
      }
    }
    if (refused != null) reply(sender, sent.stanza(), refused);
  }

  /// RFC 6121 §8.5.1: nobody of that name; RFC 6120 §10.5.1: the server itself takes no messages.
  private void toNobody(Session sender, LocalHost here, Passage sent, Stanza original) {
    synchronized (sent.account()) {
      here.sentLine().copy(sent);
    }
    reply(sender, original, StanzaError.of(Condition.SERVICE_UNAVAILABLE));
  }

  private static boolean isRepeated(Session sender, Passage sent) {
    SentBefore before = sent.account().sentBefore();
    if (before == null) return false;
    String originId = SentBefore.originId(sent.stanza());
    return before.isRepeated(sent.stanza(), originId, sent.to(), sender.number());
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

  private void messageFromServer(Stanza message, Account yours) {
    recorder.awaitRoom();
    LocalHost there = hosts.of(yours.address());
    Passage received = new Passage(yours, null, message);
    if (!(there.receivedLine().screen(received) instanceof Verdict.Pass)) return;
    there.receivedLine().amend(received);
    Keep theirs = there.keep(received);
    synchronized (yours) {
      if (recorder.record(null, null, Keep.NOTHING, received, theirs) != null) return;
      if (received.archiveId() != 0 && theirs != Keep.UNTIL_DELIVERED) {
        received.stanza(StanzaIds.stamp(received.stanza(), yours.address(), received.archiveId()));
      }
      there.receivedLine().record(received);
      boolean watched = theirs == Keep.ARCHIVE_AND_DELIVER || theirs == Keep.UNTIL_DELIVERED;
      if (MessageDelivery.deliver(
              yours, trimmed(there, received), received.to(), watched ? received.archiveId() : 0)
          == MessageDelivery.Outcome.WAITS) {
        there.undeliveredLine().copy(received);
      }
      there.receivedLine().copy(received);
    }
  }

  /// The accounts, for those who have to load one.
  Accounts accounts() {
    return accounts;
  }
}
