package im.viavai.store;

import static org.assertj.core.api.Assertions.assertThat;

import im.viavai.xmpp.Requirement;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// What every [TokenStore] does.
public abstract class TokenStoreContract extends StoreContract {
  private final TokenStore tokens = port(TokenStore.class);

  protected TokenStoreContract(Backend backend) {
    super(backend);
  }

  private static TokenRecord token(
      long account, String client, byte @Nullable [] previous, long lastUsed) {
    return new TokenRecord(
        account,
        client,
        "HT-SHA-256-NONE",
        bytes("verifier " + client),
        previous,
        10,
        1000 + lastUsed,
        3,
        lastUsed,
        "Phone of " + client);
  }

  @Test
  void tokenIsKeptWholeAndReplaced() {
    long account = freshKey();
    tokens.put(token(account, "a", bytes("before"), 5), 10);
    TokenRecord found = tokens.find(account, "a").orElseThrow();
    assertThat(found.account()).isEqualTo(account);
    assertThat(found.mechanism()).isEqualTo("HT-SHA-256-NONE");
    assertThat(found.verifier()).isEqualTo(bytes("verifier a"));
    assertThat(found.previousVerifier()).isEqualTo(bytes("before"));
    assertThat(found.createdMillis()).isEqualTo(10);
    assertThat(found.expiresMillis()).isEqualTo(1005);
    assertThat(found.counter()).isEqualTo(3);
    assertThat(found.lastUsedMillis()).isEqualTo(5);
    assertThat(found.description()).isEqualTo("Phone of a");
    assertThat(found.toString()).doesNotContain("verifier");

    tokens.dropPrevious(account, "a");
    assertThat(tokens.find(account, "a").orElseThrow().previousVerifier()).isNull();
    tokens.put(token(account, "a", null, 6), 10);
    assertThat(tokens.list(account)).hasSize(1);
    assertThat(tokens.find(account, "a").orElseThrow().lastUsedMillis()).isEqualTo(6);
    assertThat(tokens.find(account, "b")).isEmpty();
  }

  @Test
  @Requirement(
      document = "XEP-0484",
      section = "3.4",
      quote =
          "where the count is less than or equal to a count that has already been processed for this"
              + " token")
  void counterIsUsedOnceHoweverManyTry() throws Exception {
    long account = freshKey();
    tokens.put(token(account, "a", null, 5), 10);
    assertThat(tokens.useCounter(account, "a", 3)).isFalse();
    assertThat(tokens.useCounter(account, "nobody", 9)).isFalse();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Callable<Boolean> use = () -> tokens.useCounter(account, "a", 4);
      int used = 0;
      for (Future<Boolean> each : threads.invokeAll(Stream.generate(() -> use).limit(8).toList())) {
        used += each.get() ? 1 : 0;
      }
      assertThat(used).isEqualTo(1);
    }
    assertThat(tokens.find(account, "a").orElseThrow().counter()).isEqualTo(4);
  }

  @Test
  void leastRecentlyUsedTokenGoesAtTheLimit() {
    long account = freshKey();
    tokens.put(token(account, "a", null, 30), 3);
    tokens.put(token(account, "b", null, 10), 3);
    tokens.put(token(account, "c", null, 20), 3);
    tokens.put(token(account, "d", null, 40), 3);
    assertThat(tokens.list(account).stream().map(TokenRecord::client))
        .containsExactly("d", "a", "c");
  }

  @Test
  void tokensEndOneByOneAllTogetherOrByTime() {
    long account = freshKey();
    for (String client : new String[] {"a", "b", "c"}) {
      tokens.put(token(account, client, null, client.charAt(0)), 10);
    }
    assertThat(tokens.revoke(account, "a")).isTrue();
    assertThat(tokens.revoke(account, "a")).isFalse();
    assertThat(tokens.deleteExpired(1000 + 'c')).isPositive();
    assertThat(tokens.list(account).stream().map(TokenRecord::client)).containsExactly("c");
    tokens.revokeAll(account);
    assertThat(tokens.list(account)).isEmpty();
  }
}
