package im.viavai.store;

import java.util.List;
import java.util.Optional;

/// Login tokens (XEP-0484), one for each client of an account. All methods may wait.
public interface TokenStore {
  /// The token of a client, also when it has expired: the caller looks at its times.
  Optional<TokenRecord> find(long account, String client);

  /// Keeps a token in place of the client's former one.
  ///
  /// @param limit most tokens of an account; at the limit the least recently used one goes
  void put(TokenRecord token, int limit);

  /// Uses a counter once: of two logins with the same counter at most one gets true (XEP-0484
  /// §3.5).
  ///
  /// @return true if there is such a token and the counter is above its last one
  boolean useCounter(long account, String client, long counter);

  /// Forgets the token before the current one: the client has shown the current one.
  void dropPrevious(long account, String client);

  /// The tokens of an account, last used first (XEP-0494).
  List<TokenRecord> list(long account);

  /// Ends a token.
  ///
  /// @return false if there was none
  boolean revoke(long account, String client);

  /// Ends all tokens of an account, for a new password.
  void revokeAll(long account);

  /// Deletes tokens that ended before that time.
  ///
  /// @return how many
  int deleteExpired(long nowMillis);
}
