package im.viavai.server.sasl;

import im.viavai.xmpp.Jid;

/// Who has logged in (T4): one immutable value from SASL to the session. The address of a session
/// is made of this and of nothing the client says elsewhere, such as the `from` of its stream
/// header.
///
/// Only an exchange of this package makes one; other code passes it on.
///
/// @param account the bare Jid
/// @param key the number of the account in the store, never used again for another
public record Identity(Jid account, long key) {

  /// Refuses an address that is no account's.
  public Identity {
    if (!account.isBare() || account.localpart().isEmpty()) {
      throw new IllegalArgumentException("not the bare Jid of an account: " + account);
    }
  }
}
