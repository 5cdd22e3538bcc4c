package im.viavai.server.sasl;

import static java.nio.charset.StandardCharsets.UTF_8;

import im.viavai.store.ScramKeys;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/// What the store keeps of a FAST token. Immutable, any thread.
///
/// A Hashed Token mechanism makes HMACs *with* the token, so a hash of it would not do to verify
/// one. Instead the token is derived: HMAC of [ServerSecret] over account, client, mechanism and a
/// random seed. The store has the seed, the secret lies elsewhere, and neither alone makes a token
/// (T5). A token is worth nothing for another account, client or mechanism, because it would be
/// another token.
///
/// ```
///   version 1 | mechanism 1 | issued ms 8 | expires ms 8 | generation 4 | password 16 | seed 32
/// ```
///
/// @param mechanism the only one it is good for
/// @param issuedMillis when it was handed out
/// @param expiresMillis when it ends
/// @param generation counts the tokens of a client, from 1: the upper half of the replay counter
/// @param password the mark of the password it was given for: it ends with that, whoever changes it
/// @param seed 32 random bytes
record FastVerifier(
    FastMechanism mechanism,
    long issuedMillis,
    long expiresMillis,
    int generation,
    Bytes password,
    Bytes seed) {

  static final int MARK_BYTES = 16;
  static final int SEED_BYTES = 32;
  private static final byte VERSION = 1;
  private static final int LENGTH = 1 + 1 + 8 + 8 + 4 + MARK_BYTES + SEED_BYTES;

  byte[] encoded() {
    return ByteBuffer.allocate(LENGTH)
        .put(VERSION)
        .put(mechanism.code())
        .putLong(issuedMillis)
        .putLong(expiresMillis)
        .putInt(generation)
        .put(password.array())
        .put(seed.array())
        .array();
  }

  /// Reads what is stored; empty if another version wrote it, which makes the client use its
  /// password.
  static Optional<FastVerifier> decode(byte[] stored) {
    if (stored.length != LENGTH || stored[0] != VERSION) {
      return Optional.empty();
    }
    var buffer = ByteBuffer.wrap(stored, 1, LENGTH - 1);
    return FastMechanism.ofCode(buffer.get())
        .map(mechanism -> {
          long issued = buffer.getLong();
          long expires = buffer.getLong();
          int generation = buffer.getInt();
          var password = new byte[MARK_BYTES];
          buffer.get(password);
          var seed = new byte[SEED_BYTES];
          buffer.get(seed);
          return new FastVerifier(
              mechanism, issued, expires, generation, Bytes.of(password), Bytes.of(seed));
        });
  }

  /// What a password is recognised by: keys of it, whose salt is new with every password. A further
  /// hash of the same password (XEP-0480) leaves the others as they are.
  static Bytes mark(ServerSecret secret, ScramKeys keys) {
    var mechanism = keys.mechanism().getBytes(UTF_8);
    return Bytes.of(
        secret.derive("password mark", MARK_BYTES, mechanism, keys.salt(), keys.storedKey()));
  }

  /// Whether the password is still that of these keys.
  boolean isOf(ServerSecret secret, List<ScramKeys> keys) {
    return keys.stream().anyMatch(key -> mark(secret, key).equals(password));
  }

  /// The token itself: 256 bit as 43 characters.
  String token(ServerSecret secret, long account, String client) {
    var derived =
        secret.derive(
            "fast token",
            32,
            ByteBuffer.allocate(8).putLong(account).array(),
            client.getBytes(UTF_8),
            mechanism.sasl().getBytes(UTF_8),
            seed.array());
    return Base64.getUrlEncoder().withoutPadding().encodeToString(derived);
  }

  /// A client's counter, as the store compares it: one of a later token is always greater, because
  /// a client may start again from zero with a new token (XEP-0484 section 3.4).
  long counter(long count) {
    return (long) generation << 32 | count;
  }

  /// Whether the highest counter used by this client came with this token.
  boolean hasCounted(long highest) {
    return highest >>> 32 == generation;
  }
}
