package im.viavai.server.sasl;

import im.viavai.store.TokenRecord;
import im.viavai.store.TokenStore;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// FAST tokens in a map.
final class MemoryTokens implements TokenStore {

  private record Owner(long account, String client) {}

  private final Map<Owner, TokenRecord> tokens = new HashMap<>();

  @Override
  public Optional<TokenRecord> find(long account, String client) {
    return Optional.ofNullable(tokens.get(new Owner(account, client)));
  }

  @Override
  public void put(TokenRecord token, int limit) {
    tokens.put(new Owner(token.account(), token.client()), token);
  }

  @Override
  public boolean useCounter(long account, String client, long counter) {
    var found = find(account, client).filter(token -> counter > token.counter());
    found.ifPresent(token -> put(copy(token, token.previousVerifier(), counter), 1));
    return found.isPresent();
  }

  @Override
  public void dropPrevious(long account, String client) {
    find(account, client).ifPresent(token -> put(copy(token, null, token.counter()), 1));
  }

  private static TokenRecord copy(TokenRecord token, byte @Nullable [] previous, long counter) {
    return new TokenRecord(
        token.account(),
        token.client(),
        token.mechanism(),
        token.verifier(),
        previous,
        token.createdMillis(),
        token.expiresMillis(),
        counter,
        token.lastUsedMillis(),
        token.description());
  }

  @Override
  public List<TokenRecord> list(long account) {
    return tokens.values().stream().filter(token -> token.account() == account).toList();
  }

  @Override
  public boolean revoke(long account, String client) {
    return tokens.remove(new Owner(account, client)) != null;
  }

  @Override
  public void revokeAll(long account) {
    tokens.keySet().removeIf(owner -> owner.account() == account);
  }

  @Override
  public int deleteExpired(long nowMillis) {
    throw new UnsupportedOperationException();
  }
}
