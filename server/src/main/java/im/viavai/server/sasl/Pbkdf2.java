package im.viavai.server.sasl;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.DigestException;
import java.security.MessageDigest;
import java.util.Arrays;

/// PBKDF2 with HMAC (RFC 8018 section 5.2) and one block of output, which RFC 5802 calls Hi. One
/// thread, one password.
///
/// A round of HMAC is two hashes, each of the padded key and of a short text. The padded key is the
/// same in every round, so it is hashed once and its state copied, where the JDK's own hashes it
/// anew: half of the work of each round.
///
/// ```
///   H(key ^ opad, H(key ^ ipad, text))
///     ---------     ---------             states kept: outer, inner
/// ```
final class Pbkdf2 {

  private static final byte IPAD = 0x36;
  private static final byte OPAD = 0x5c;
  private static final byte[] FIRST_BLOCK = {0, 0, 0, 1};

  private final MessageDigest inner;
  private final MessageDigest outer;

  Pbkdf2(ScramHash hash, String password) {
    var key = password.getBytes(UTF_8);
    if (key.length > hash.blockBytes()) {
      key = hash.newDigest().digest(key);
    }
    inner = keyed(hash, key, IPAD);
    outer = keyed(hash, key, OPAD);
  }

  private static MessageDigest keyed(ScramHash hash, byte[] key, byte pad) {
    var padded = Arrays.copyOf(key, hash.blockBytes());
    for (int i = 0; i < padded.length; i++) {
      padded[i] ^= pad;
    }
    var digest = hash.newDigest();
    digest.update(padded);
    Arrays.fill(padded, (byte) 0);
    return digest;
  }

  /// The derived key, as long as one output of the hash.
  ///
  /// @param iterations 1 or more
  byte[] derive(byte[] salt, int iterations) {
    try {
      var first = (MessageDigest) inner.clone();
      first.update(salt);
      var round = first.digest(FIRST_BLOCK);
      replace(round, outer);
      var sum = round.clone();
      for (int i = 1; i < iterations; i++) {
        replace(round, inner);
        replace(round, outer);
        for (int at = 0; at < sum.length; at++) {
          sum[at] ^= round[at];
        }
      }
      return sum;
    } catch (CloneNotSupportedException | DigestException e) {
      throw new IllegalStateException("the hashes of the JDK can be copied", e);
    }
  }

  private static void replace(byte[] text, MessageDigest keyed)
      throws CloneNotSupportedException, DigestException {
    var digest = (MessageDigest) keyed.clone();
    digest.update(text);
    digest.digest(text, 0, text.length);
  }
}
