package im.viavai.server.route;

import im.viavai.server.feature.At;
import im.viavai.server.feature.IqHandler;
import im.viavai.server.feature.IqRequest;
import im.viavai.server.feature.Passage;
import im.viavai.server.feature.Verdict;
import im.viavai.server.federate.Peers;
import im.viavai.server.session.Account;
import im.viavai.server.session.Session;
import im.viavai.xmpp.Jid;
import im.viavai.xmpp.Stanza;
import im.viavai.xmpp.StanzaError;
import im.viavai.xmpp.StanzaError.Condition;
import org.jspecify.annotations.Nullable;

/// The trip of an iq (RFC 6120 §8.2.3, §10.3 to §10.5; RFC 6121 §8.5): to its one owner on this
/// server, to a session, or to another domain.
final class IqPath {
  private final Hosts hosts;
  private final Peers peers;

  IqPath(Hosts hosts, Peers peers) {
    this.hosts = hosts;
    this.peers = peers;
  }

  boolean sent(Session session, Stanza iq, Patience patience) {
    StanzaError malformed = malformed(iq);
    if (malformed != null) {
      Path.reply(session, iq, malformed);
      return true;
    }
    Account mine = session.account();
    Jid to = iq.to();
    if (to == null || to.equals(mine.address()))
      return asked(session, iq, At.ACCOUNT, mine, patience);
    Whom whom = hosts.whom(to, patience);
    if (whom instanceof Whom.NotYet) return false;
    Verdict verdict = hosts.of(mine.address()).iqSent().screen(new Passage(mine, session, iq));
    if (verdict instanceof Verdict.Bounce(StanzaError error)) Path.reply(session, iq, error);
    if (!(verdict instanceof Verdict.Pass)) return true;
    return switch (whom) {
      case Whom.Host _ -> asked(session, iq, At.DOMAIN, null, patience);
      case Whom.Local(Account yours) -> {
        StanzaError refusal = screened(yours, iq);
        if (refusal == null && !to.isFull()) yield asked(session, iq, At.CONTACT, yours, patience);
        if (refusal == null && !toSession(yours, iq))
          refusal = StanzaError.of(Condition.SERVICE_UNAVAILABLE);
        if (refusal != null) Path.reply(session, iq, refusal);
        yield true;
      }
      case Whom.Elsewhere _ -> {
        if (!peers.send(iq))
          Path.reply(session, iq, StanzaError.of(Condition.REMOTE_SERVER_NOT_FOUND));
        yield true;
      }
      case Whom.Nobody _, Whom.NotYet _ -> {
        refuse(session, iq); // RFC 6121 §8.5.1
        yield true;
      }
    };
  }

  /// RFC 6120 §8.2.3: an id, a known type, one payload in a request.
  private static @Nullable StanzaError malformed(Stanza iq) {
    return switch (iq.type()) {
      case "get", "set" -> {
        if (iq.id().isEmpty()) yield StanzaError.of(Condition.BAD_REQUEST, "An iq needs an id.");
        yield iq.children().size() == 1
            ? null
            : StanzaError.of(Condition.BAD_REQUEST, "A request has exactly one child element.");
      }
      case "result", "error" -> null;
      default ->
          StanzaError.of(Condition.BAD_REQUEST, "The type of an iq is get, set, result or error.");
    };
  }

  /// The server answers itself. False: its owner has to wait, and nothing was done.
  private boolean asked(
      Session session, Stanza iq, At at, @Nullable Account account, Patience patience) {
    if (!iq.isRequest())
      return true; // RFC 6120 §8.2.3: replies to what the server asked are not needed
    LocalHost host =
        at == At.DOMAIN
            ? hosts.of(iq.to() == null ? session.address() : iq.to())
            : hosts.of(session.address());
    if (at == At.CONTACT && account != null) host = hosts.of(account.address());
    var name = iq.children().getFirst().name();
    IqHandler handler = host.owners().of(at, iq.type(), name);
    if (handler == null) {
      refuse(session, iq); // RFC 6120 §8.3.3.19
      return true;
    }
    IqRequest request = new IqRequest(iq, session.address(), name, session, account);
    if (patience == Patience.SWIFT) {
      if (handler instanceof IqHandler.Waiting) return false;
      if (handler instanceof IqHandler.Either(var swiftly, _)) return swiftly.test(request);
    }
    Stanza reply = handler.answer().to(request);
    if (reply != null) session.send(replyAddresses(session, iq, reply));
    return true;
  }

  /// A reply comes from whom the request was for: RFC 6120 §8.1.2.1, no `from` where there was no
  /// `to`... its bare JID.
  private static Stanza replyAddresses(Session session, Stanza request, Stanza reply) {
    Jid to = request.to();
    return reply.withAddresses(to == null ? session.account().address() : to, session.address());
  }

  private static void refuse(Session session, Stanza iq) {
    Path.reply(session, iq, StanzaError.of(Condition.SERVICE_UNAVAILABLE));
  }

  /// Why the account takes no such iq, null if it does. A dropped request is answered too: RFC 6120
  /// §8.2.3.
  private @Nullable StanzaError screened(Account account, Stanza iq) {
    Passage passage = new Passage(account, null, iq);
    return switch (hosts.of(account.address()).iqReceived().screen(passage)) {
      case Verdict.Pass _ -> null;
      case Verdict.Drop _ -> StanzaError.of(Condition.SERVICE_UNAVAILABLE);
      case Verdict.Bounce(StanzaError error) -> error;
    };
  }

  private static boolean toSession(Account account, Stanza iq) {
    Jid to = iq.to();
    Session session = to == null ? null : account.session(to.resourcepart());
    if (session != null) session.send(iq);
    return session != null;
  }

  /// An iq for a local account or session, from the server or another domain; may wait.
  void received(Account account, Stanza iq) {
    if (screened(account, iq) == null) toSession(account, iq);
  }
}
