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

  private static final String LETTERS = "abcdefghijklmnopqrstuvwxyz234567";

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

  /// A random text of small letters and digits that is easily copied by hand, eight characters for
  /// five bytes: `a` to `z` and `2` to `7` (RFC 4648 §6), which are told apart in any script.
  ///
  /// @param bytes the entropy in bytes, at least [#MIN_BYTES]
  public String letters(int bytes) {
    StringBuilder text = new StringBuilder();
    int bits = 0;
    int held = 0;
    for (byte next : bytes(bytes)) {
      bits = (bits << 8) | (next & 0xff);
      for (held += 8; held >= 5; held -= 5) text.append(LETTERS.charAt((bits >> (held - 5)) & 31));
    }
    if (held > 0) text.append(LETTERS.charAt((bits << (5 - held)) & 31));
    return text.toString();
  }

  /// A random text of letters, digits, `-` and `_`, four characters for three bytes.
  ///
  /// @param bytes the entropy in bytes, at least [#MIN_BYTES]
  public String text(int bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes(bytes));
  }
}
