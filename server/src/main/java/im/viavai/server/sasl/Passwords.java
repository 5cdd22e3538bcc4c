package im.viavai.server.sasl;

import im.viavai.store.ScramKeys;
import java.security.MessageDigest;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Turns passwords into what is kept of them (T7): SCRAM keys. Any thread; pure computing, so that
/// tens of thousands can be imported by as many threads as there are cores.
///
/// 10,000 iterations cost about 2 ms each for SHA-256 and SHA-1, and 5 to 10 ms for SHA-512.
public final class Passwords {

  /// The length of a salt in bytes.
  public static final int SALT_BYTES = Credentials.SALT_BYTES;

  private final Set<ScramHash> hashes;
  private final int iterations;
  private final Tokens tokens;
  private final HashMeter meter;

  /// @param hashes those keys are made for, at least one
  /// @param iterations at least 4096 (RFC 7677 section 4)
  public Passwords(Set<ScramHash> hashes, int iterations, Tokens tokens, HashMeter meter) {
    if (hashes.isEmpty() || iterations < 4096) {
      throw new IllegalArgumentException("at least one hash and 4096 iterations");
    }
    this.hashes = EnumSet.copyOf(hashes);
    this.iterations = iterations;
    this.tokens = tokens;
    this.meter = meter;
  }

  /// The same for fewer or other hashes: a large import may make SCRAM-SHA-256 keys only. An
  /// account is offered the mechanisms it has keys for, and XEP-0480 adds the others when its owner
  /// logs in.
  public Passwords withHashes(Set<ScramHash> fewer) {
    return new Passwords(fewer, iterations, tokens, meter);
  }

  /// The keys of this password, one per hash, each with a salt of its own.
  ///
  /// @return empty if it cannot be a password: empty, longer than 1024 bytes, or with control
  ///   characters
  public Optional<List<ScramKeys>> keys(String password) {
    return PasswordText.prepare(password)
        .map(prepared -> hashes.stream().map(hash -> keys(prepared, hash)).toList());
  }

  private ScramKeys keys(String prepared, ScramHash hash) {
    var salt = tokens.bytes(SALT_BYTES);
    var salted = new ScramMath(hash, meter).saltedPassword(prepared, salt, iterations);
    return fromSalted(hash, salt, iterations, salted);
  }

  /// Keys of what a client computed itself (XEP-0480).
  ScramKeys fromSalted(ScramHash hash, byte[] salt, int rounds, byte[] salted) {
    var math = new ScramMath(hash, meter);
    return new ScramKeys(
        hash.mechanism(), salt, rounds, math.storedKey(salted), math.serverKey(salted));
  }

  /// Whether the keys were made of this password. Costs as much as making them.
  boolean matches(String password, ScramKeys keys) {
    var hash = ScramHash.of(keys.mechanism()).orElseThrow();
    var math = new ScramMath(hash, meter);
    // What cannot be prepared was never set; it is hashed all the same, for the same time.
    var prepared = PasswordText.prepare(password).orElse(password);
    var salted = math.saltedPassword(prepared, keys.salt(), keys.iterations());
    return MessageDigest.isEqual(math.storedKey(salted), keys.storedKey());
  }

  /// The hashes keys are made for.
  Set<ScramHash> hashes() {
    return EnumSet.copyOf(hashes);
  }

  int iterations() {
    return iterations;
  }

  byte[] freshSalt() {
    return tokens.bytes(SALT_BYTES);
  }
}
