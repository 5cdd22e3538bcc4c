package im.viavai.server.sasl;

import java.security.SecureRandom;
import java.util.Base64;

/// The one source of nonces, salts and tokens (T6). Any thread.
///
/// It is made once, in `main`, around one `SecureRandom`; whoever needs something unguessable is
/// given it.
public final class Tokens {

  /// What an unguessable value has at least: 128 bit.
  public static final int MIN_BYTES = 16;

  private final SecureRandom random;

  /// Draws from this generator, which must be seeded by the operating system.
  public Tokens(SecureRandom random) {
    this.random = random;
  }

  /// Fresh random bytes.
  ///
  /// @param count at least [#MIN_BYTES]; fewer could be guessed
  public byte[] bytes(int count) {
    if (count < MIN_BYTES) {
      throw new IllegalArgumentException("too short to be unguessable: " + count + " bytes");
    }
    var bytes = new byte[count];
    random.nextBytes(bytes);
    return bytes;
  }

  /// A random text of letters, digits, `-` and `_`, four characters for three bytes.
  ///
  /// @param bytes the entropy in bytes, at least [#MIN_BYTES]
  public String text(int bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes(bytes));
  }
}
