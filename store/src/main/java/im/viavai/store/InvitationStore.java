package im.viavai.store;

import im.viavai.xmpp.Jid;
import java.util.List;
import java.util.Optional;

/// Invitations by the SHA-256 of their tokens. One that has no uses left is gone. All methods may
/// wait.
public interface InvitationStore {
  /// Keeps a new one.
  ///
  /// @param limit most invitations of one inviter that are neither used up nor over; the operator
  ///   has none
  Stored add(NewInvitation invitation, int limit);

  /// The invitation with that hash of a token, also when it is over: the caller looks at its time.
  Optional<Invitation> find(byte[] hash);

  /// What became of an account that was to be made.
  enum Redeemed {
    /// It is made, and one use is gone.
    MADE,
    /// There is such an account, or the name is kept for another invitation: nothing was changed.
    TAKEN,
    /// There is no such invitation any more: nothing was changed.
    SPENT
  }

  /// Makes an account and takes one use of an invitation, both or neither; of two that race for the
  /// last use one gets [Redeemed#MADE]. The new account administers the server, if it was invited
  /// to. The time is not looked at (XEP-0445 §4), nor that name and domain are those of the
  /// invitation.
  Redeemed createAccount(byte[] hash, Jid bare, List<ScramKeys> credentials);

  /// Takes one use of an invitation that makes a contact of this inviter (XEP-0379 §5.2).
  ///
  /// @return false if it is none of theirs, is over or makes no contact: nothing was changed
  boolean useForContact(byte[] hash, long inviter, long nowMillis);

  /// Whether the name is kept for who holds an invitation (XEP-0445 §5).
  boolean isReserved(Jid bare, long nowMillis);

  /// All, oldest first.
  List<Invitation> list();

  /// Those of one inviter, oldest first.
  ///
  /// @param inviter the key of the account
  List<Invitation> list(long inviter);

  /// Ends an invitation by its id.
  ///
  /// @return false if there is none
  boolean revoke(String id);

  /// Ends an invitation of this inviter.
  ///
  /// @return false if there is none
  boolean revoke(long inviter, String id);

  /// Deletes those that ended before that time.
  ///
  /// @return how many
  int deleteExpired(long beforeMillis);
}
