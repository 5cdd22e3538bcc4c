package im.viavai.store;

import im.viavai.xmpp.Jid;
import org.jspecify.annotations.Nullable;

/// An invitation (XEP-0401), without its token: who holds the token can use it.
///
/// @param id the beginning of the token's hash, for lists and for revoking
/// @param kind what it is good for
/// @param inviter the bare JID of the account that invites, null for the operator
/// @param domain where accounts are made
/// @param localpart the only name that may be taken (XEP-0445 §5); empty: any
/// @param uses how many may still use it, at least 1
/// @param createdMillis when it was made
/// @param expiresMillis when it ends
public record Invitation(
    String id,
    Kind kind,
    @Nullable Jid inviter,
    String domain,
    String localpart,
    int uses,
    long createdMillis,
    long expiresMillis) {
  /// What an invitation is good for.
  public enum Kind {
    /// An account, and no contact.
    ACCOUNT(0),
    /// An account that administers the server.
    ADMINISTRATOR(1),
    /// The inviter as a contact, for who has an account somewhere (XEP-0379).
    CONTACT(2),
    /// An account with the inviter as a contact, or the contact alone.
    ACCOUNT_AND_CONTACT(3);

    private final int number;

    Kind(int number) {
      this.number = number;
    }

    /// As it is stored; never changes.
    public int number() {
      return number;
    }

    /// Whether it makes accounts.
    public boolean makesAccount() {
      return this != CONTACT;
    }

    /// Whether it makes a contact of the inviter.
    public boolean makesContact() {
      return this == CONTACT || this == ACCOUNT_AND_CONTACT;
    }
  }
}
