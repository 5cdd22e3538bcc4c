package im.viavai.server.sasl;

import static java.nio.charset.StandardCharsets.UTF_8;

import im.viavai.server.sasl.SaslFailure.Condition;
import im.viavai.store.AccountRecord;
import im.viavai.store.TokenRecord;
import im.viavai.store.TokenStore;
import java.io.ByteArrayOutputStream;
import java.security.MessageDigest;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Login by a FAST token: one message `authcid NUL HMAC(token, "Initiator" || binding)`
/// (draft-schmaus-kitten-sasl-ht-09 section 3, XEP-0484 section 5.1).
final class HashedToken implements SaslExchange {

  private static final ScramHash HASH = ScramHash.SHA_256;
  private static final int MAX_NAME_BYTES = 1023; // RFC 7622 section 3.1

  private static final long NOBODY = -1; // no account has this key

  private final FastMechanism mechanism;
  private final SaslContext context;
  private final FastRequest request;
  private final String client;
  private final Credentials credentials;
  private final TokenStore store;
  private final ServerSecret secret;
  private final Judge judge;
  private final InstantSource clock;
  private final ScramMath math;

  private boolean over;

  HashedToken(
      FastMechanism mechanism,
      SaslContext context,
      FastRequest request,
      String client,
      Credentials credentials,
      TokenStore store,
      ServerSecret secret,
      Judge judge,
      InstantSource clock,
      HashMeter meter) {
    this.mechanism = mechanism;
    this.context = context;
    this.request = request;
    this.client = client;
    this.credentials = credentials;
    this.store = store;
    this.secret = secret;
    this.judge = judge;
    this.clock = clock;
    this.math = new ScramMath(HASH, meter);
  }

  @Override
  public SaslStep respond(byte[] message) {
    int nul = indexOfNul(message);
    if (over || nul < 1 || nul > MAX_NAME_BYTES || nul + 1 + HASH.bytes() != message.length) {
      over = true;
      return new SaslStep.Failure(Condition.MALFORMED_REQUEST);
    }
    over = true;
    var shown = Arrays.copyOfRange(message, nul + 1, message.length);
    return Utf8.decode(message, 0, nul)
        .map(name -> login(name, shown))
        .orElseGet(() -> new SaslStep.Failure(Condition.MALFORMED_REQUEST));
  }

  private SaslStep login(String name, byte[] shown) {
    var jid = credentials.jid(name, context.domain());
    var label = credentials.label(name, context.domain());
    var refusal = judge.refusal(label, "", context);
    if (refusal.isPresent()) {
      return refusal.get();
    }
    var account = jid.flatMap(credentials::find);
    long key = account.map(AccountRecord::key).orElse(NOBODY);
    var record = store.find(key, client);
    // Always two comparisons, with tokens of our making where there is none (T8).
    var newest = record.map(TokenRecord::verifier).flatMap(FastVerifier::decode);
    var former = record.flatMap(HashedToken::previous);
    boolean isNewest = matches(newest.orElse(null), key, label, shown);
    boolean isFormer = matches(former.orElse(null), key, label, shown);
    var used = isNewest ? newest : isFormer ? former : Optional.<FastVerifier>empty();
    if (account.isEmpty() || record.isEmpty() || used.isEmpty()) {
      return judge.wrong(label, context);
    }
    return accept(account.get(), record.get(), used.get(), label, isNewest);
  }

  private boolean matches(@Nullable FastVerifier verifier, long key, String label, byte[] shown) {
    var candidate = verifier == null ? madeUp(label) : verifier;
    var token = candidate.token(secret, key, client);
    var expected = math.hmac(token.getBytes(UTF_8), input("Initiator"));
    boolean shownRight = MessageDigest.isEqual(expected, shown);
    return shownRight && verifier != null && candidate.mechanism() == mechanism;
  }

  private SaslStep accept(
      AccountRecord account,
      TokenRecord record,
      FastVerifier used,
      String label,
      boolean isNewest) {
    boolean samePassword = used.isOf(secret, account.credentials());
    if (used.expiresMillis() <= clock.millis() || !samePassword) {
      return new SaslStep.Failure(Condition.CREDENTIALS_EXPIRED);
    }
    if (!isFresh(account.key(), record, used)) {
      return judge.wrong(label, context);
    }
    if (request.afterwards() == FastRequest.Afterwards.INVALIDATE) {
      store.revoke(account.key(), client);
    } else if (isNewest && record.previousVerifier() != null) {
      store.dropPrevious(account.key(), client);
    }
    var token = used.token(secret, account.key(), client);
    var answer = Bytes.of(math.hmac(token.getBytes(UTF_8), input("Responder")));
    var use = new FastUse(used, request.afterwards());
    return judge.token(account, answer, use, context);
  }

  /// XEP-0484 section 3.4. TLS itself keeps replays out, as no early data is accepted; a client
  /// that counts is held to it, though, and may not stop counting.
  private boolean isFresh(long account, TokenRecord record, FastVerifier used) {
    return request.count() == FastRequest.NO_COUNT
        ? !used.hasCounted(record.counter())
        : store.useCounter(account, client, used.counter(request.count()));
  }

  private byte[] input(String role) {
    var input = new ByteArrayOutputStream();
    input.writeBytes(role.getBytes(UTF_8));
    input.writeBytes(mechanism.data(context.offer().bindings()));
    return input.toByteArray();
  }

  private FastVerifier madeUp(String label) {
    var seed = secret.derive("made-up seed", FastVerifier.SEED_BYTES, label.getBytes(UTF_8));
    return new FastVerifier(mechanism, 0, 0, 0, Bytes.EMPTY, Bytes.of(seed));
  }

  private static Optional<FastVerifier> previous(TokenRecord record) {
    return Optional.ofNullable(record.previousVerifier()).flatMap(FastVerifier::decode);
  }

  private static int indexOfNul(byte[] message) {
    for (int i = 0; i < message.length; i++) {
      if (message[i] == 0) {
        return i;
      }
    }
    return -1;
  }
}
