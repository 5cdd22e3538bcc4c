package im.viavai.store;

import im.viavai.xmpp.Jid;
import java.util.List;
import java.util.Optional;

/// Codes that set a new password once, by their SHA-256. All methods may wait.
public interface RecoveryStore {
  /// Who made a code; an account has at most one of each.
  enum Source {
    /// The operator, for somebody who forgot the password.
    OPERATOR,
    /// The account itself, in advance.
    OWNER
  }

  /// Keeps a code in place of the former one of the same source.
  ///
  /// @param hash SHA-256 of the code
  /// @return false if there is no such account
  boolean put(Jid bare, byte[] hash, Source source, long expiresMillis);

  /// When the code of an account that it made itself was made and ends.
  ///
  /// @param createdMillis when it was made
  /// @param expiresMillis when it ends
  record Printed(long createdMillis, long expiresMillis) {}

  /// The code that an account made itself and did not use.
  Optional<Printed> printed(Jid bare);

  /// Uses a code: sets the keys of the new password, ends all codes and login tokens of the
  /// account; of two that use it at once one does. Takes as long for an account that does not exist
  /// as for a wrong code.
  ///
  /// @return false if there is no such account or the code is not its own or is over: nothing was
  ///   changed
  boolean use(Jid bare, byte[] hash, List<ScramKeys> credentials, long nowMillis);

  /// Ends all codes of an account.
  void revoke(Jid bare);

  /// Deletes codes that ended before that time.
  ///
  /// @return how many
  int deleteExpired(long nowMillis);
}
