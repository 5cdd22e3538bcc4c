package im.viavai.server.feature;

import im.viavai.server.session.Account;
import im.viavai.server.session.Session;
import im.viavai.xmpp.Jid;

/// Presence that the owner of subscriptions sends on behalf of an account. Any thread.
public interface PresenceSignals {
  /// Sends the presence of each available session of `account` to `contact` (RFC 6121 §3.1.5), or
  /// to the one resource of it that is named.
  void show(Account account, Jid contact);

  /// Sends unavailable presence of each available session of `account` to `contact` (RFC 6121
  /// §3.2.2).
  void hide(Account account, Jid contact);

  /// Asks for the presence of `contact`, or of the one resource of it that is named, on behalf of
  /// `account` (RFC 6121 §4.3).
  void probe(Account account, Jid contact);

  /// Sends unavailable presence to all who saw this session, as if its client had (RFC 6121 §4.5).
  void leave(Session session);
}
