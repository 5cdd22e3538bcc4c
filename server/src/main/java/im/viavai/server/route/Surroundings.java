package im.viavai.server.route;

import im.viavai.server.feature.Administrators;
import im.viavai.server.feature.Host;
import im.viavai.server.feature.PresenceSignals;
import im.viavai.server.session.Account;
import im.viavai.server.session.Key;
import im.viavai.server.session.Session;
import im.viavai.xmpp.Jid;
import im.viavai.xmpp.Stanza;
import im.viavai.xmpp.StreamError;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;

/// What the host needs from the server around it.
interface Surroundings {
  /// All domains served.
  List<Jid> domains();

  /// Wall clock.
  InstantSource clock();

  /// Accounts in memory and in the store.
  Accounts accounts();

  /// Presence on behalf of accounts.
  PresenceSignals presence();

  /// Sends a stanza of the server's own.
  void send(Stanza stanza);

  /// All sessions now.
  List<Session> sessions();

  /// Ends a session for good.
  void end(Session session, StreamError reason);

  /// Ends the sessions of an account and removes it.
  void remove(Account account);

  /// Who administers the server.
  Administrators administrators();

  /// Makes two bare JIDs contacts who see each other; may wait.
  void befriend(Jid inviter, Jid other);

  /// A store port.
  <T> T store(Class<T> port);

  /// A section of the configuration for this domain.
  <C extends Record> C config(Jid domain, Class<C> section);

  /// Where the web door of this domain is, empty if there is none.
  String webAddress(Jid domain);

  /// A counter.
  Host.Counter counter(String name, String help);

  /// Repeats a task.
  void every(Duration interval, Runnable task);

  /// A flag of a session that survives a restart of the server.
  void durable(Key<Boolean> flag);
}
