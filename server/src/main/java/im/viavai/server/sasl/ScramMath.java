package im.viavai.server.sasl;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.security.MessageDigest;
import java.util.Arrays;

/// The functions of RFC 5802 section 3 for one hash: H, HMAC, Hi and what is made of them. Any
/// thread.
final class ScramMath {

  private final ScramHash hash;
  private final HashMeter meter;

  ScramMath(ScramHash hash, HashMeter meter) {
    this.hash = hash;
    this.meter = meter;
  }

  byte[] h(byte[] input) {
    meter.digest(hash);
    return hash.newDigest().digest(input);
  }

  byte[] hmac(byte[] key, byte[] input) {
    meter.hmac(hash);
    return hash.newMac(key).doFinal(input);
  }

  /// Hi.
  byte[] saltedPassword(String password, byte[] salt, int iterations) {
    meter.pbkdf2(hash, iterations);
    return new Pbkdf2(hash, password).derive(salt, iterations);
  }

  byte[] clientKey(byte[] saltedPassword) {
    return hmac(saltedPassword, "Client Key".getBytes(US_ASCII));
  }

  byte[] storedKey(byte[] saltedPassword) {
    return h(clientKey(saltedPassword));
  }

  byte[] serverKey(byte[] saltedPassword) {
    return hmac(saltedPassword, "Server Key".getBytes(US_ASCII));
  }

  /// Whether this proof was made with the ClientKey that hashes to this StoredKey (RFC 5802 section
  /// 3). A proof of the wrong length fails after the same work.
  boolean provenBy(byte[] proof, byte[] storedKey, byte[] authMessage) {
    var signature = hmac(storedKey, authMessage);
    var clientKey = Arrays.copyOf(proof, signature.length);
    for (int i = 0; i < signature.length; i++) {
      clientKey[i] ^= signature[i];
    }
    boolean opens = MessageDigest.isEqual(h(clientKey), storedKey);
    return opens && proof.length == signature.length;
  }
}
