package im.viavai.server.feature;

import im.viavai.server.session.Account;
import im.viavai.server.session.Session;
import im.viavai.xmpp.Jid;
import im.viavai.xmpp.Stanza;

/// The owner of presence subscriptions (RFC 6121 §3): presence of type subscribe, subscribed,
/// unsubscribe and unsubscribed. Its methods may wait and run on virtual threads.
public interface SubscriptionHandler {
  /// A local session sent one; `from` is its full JID, `to` is set. The handler changes the
  /// sender's roster (Appendix A.2) and sends it on from the bare JID with [Host#send].
  void sent(Session sender, Stanza presence);

  /// One arrives for a local account; `from` is a bare JID. The handler changes the account's
  /// roster (Appendix A.3) and tells its sessions.
  void received(Account recipient, Stanza presence);

  /// The account and the contact see each other from now on. Changes this side only; where the
  /// contact is of another server, asks as a client would.
  ///
  /// @return false if the roster is full: nothing was changed
  boolean befriend(Account account, Jid contact);
}
