package im.viavai.store;

import java.security.MessageDigest;
import java.util.Arrays;

/// What is kept of a password for one SCRAM hash (RFC 5802 §3, RFC 7677). The password cannot be
/// told from it. Immutable; arrays are copied in both directions. Never printed.
public final class ScramKeys {
  private final String mechanism;
  private final byte[] salt;
  private final int iterations;
  private final byte[] storedKey;
  private final byte[] serverKey;

  /// @param mechanism the SASL name without `-PLUS`: `SCRAM-SHA-1`, `SCRAM-SHA-256`,
  ///   `SCRAM-SHA-512`
  /// @param salt at least 8 random bytes
  /// @param iterations at least 4096 (RFC 7677 §4)
  /// @param storedKey `H(ClientKey)`
  /// @param serverKey `HMAC(SaltedPassword, "Server Key")`
  public ScramKeys(
      String mechanism, byte[] salt, int iterations, byte[] storedKey, byte[] serverKey) {
    if (mechanism.isEmpty() || mechanism.length() > 64) {
      throw new IllegalArgumentException("not a SASL mechanism: " + mechanism);
    }
    if (salt.length < 8 || iterations < 4096) {
      throw new IllegalArgumentException("salt of 8 bytes and 4096 iterations are the least");
    }
    if (storedKey.length == 0 || storedKey.length != serverKey.length) {
      throw new IllegalArgumentException("stored key and server key are of one hash");
    }
    this.mechanism = mechanism;
    this.salt = salt.clone();
    this.iterations = iterations;
    this.storedKey = storedKey.clone();
    this.serverKey = serverKey.clone();
  }

  /// The SASL name without `-PLUS`.
  public String mechanism() {
    return mechanism;
  }

  /// A copy of the salt.
  public byte[] salt() {
    return salt.clone();
  }

  /// How often the hash was applied.
  public int iterations() {
    return iterations;
  }

  /// A copy of `H(ClientKey)`.
  public byte[] storedKey() {
    return storedKey.clone();
  }

  /// A copy of the server key.
  public byte[] serverKey() {
    return serverKey.clone();
  }

  /// Compares in constant time, because these are secrets.
  @Override
  public boolean equals(Object other) {
    return other instanceof ScramKeys keys
        && mechanism.equals(keys.mechanism)
        && iterations == keys.iterations
        && MessageDigest.isEqual(salt, keys.salt)
        && MessageDigest.isEqual(storedKey, keys.storedKey)
        && MessageDigest.isEqual(serverKey, keys.serverKey);
  }

  @Override
  public int hashCode() {
    return 31 * mechanism.hashCode() + Arrays.hashCode(salt);
  }

  /// Mechanism and iterations only.
  @Override
  public String toString() {
    return "ScramKeys[" + mechanism + ", " + iterations + " iterations]";
  }
}
