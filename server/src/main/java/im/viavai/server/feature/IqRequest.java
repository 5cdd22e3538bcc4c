package im.viavai.server.feature;

import im.viavai.server.session.Account;
import im.viavai.server.session.Session;
import im.viavai.xmpp.Element;
import im.viavai.xmpp.Jid;
import im.viavai.xmpp.Name;
import im.viavai.xmpp.Stanza;
import im.viavai.xmpp.StanzaError;
import org.jspecify.annotations.Nullable;

/// An iq of type get or set that the server answers.
///
/// @param stanza the request; its `from` is stamped
/// @param from the full JID of the sender
/// @param name the qualified name of its single payload
/// @param sender the sending session, null when the request came from another domain
/// @param account the account it is addressed to ([At#ACCOUNT], [At#CONTACT]); null at [At#DOMAIN]
public record IqRequest(
    Stanza stanza, Jid from, Name name, @Nullable Session sender, @Nullable Account account) {

  /// The payload as a tree; built on each call.
  public Element payload() {
    return stanza.element(stanza.children().getFirst());
  }

  /// The empty result (RFC 6120 §8.2.3).
  public Stanza result() {
    return stanza.result();
  }

  /// A result with a payload.
  public Stanza result(Element payload) {
    return stanza.result(payload);
  }

  /// An error reply (RFC 6120 §8.3).
  public Stanza error(StanzaError error) {
    return stanza.error(error);
  }

  /// The account asked; only for handlers at [At#ACCOUNT] and [At#CONTACT].
  public Account target() {
    if (account == null) throw new IllegalStateException("no account at " + stanza.to());
    return account;
  }

  /// The sending session; only for handlers at [At#ACCOUNT].
  public Session session() {
    if (sender == null) throw new IllegalStateException("no local session sent " + name);
    return sender;
  }
}
