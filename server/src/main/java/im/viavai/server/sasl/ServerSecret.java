package im.viavai.server.sasl;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;

/// The one long-lived secret of the server, kept outside the database: FAST tokens and the made-up
/// salts of unknown accounts are derived from it. Never printed. Any thread.
///
/// Who steals the database alone can make no token (T5) and tell no made-up salt. When the secret
/// is lost or changed, nothing else is: every client logs in once more with its password.
public final class ServerSecret {

  /// The least length: 256 bit.
  public static final int MIN_BYTES = 32;

  private final byte[] key;

  /// @param key at least [#MIN_BYTES] random bytes, the same at every start
  public ServerSecret(byte[] key) {
    if (key.length < MIN_BYTES) {
      throw new IllegalArgumentException("the server secret has at least " + MIN_BYTES + " bytes");
    }
    this.key = key.clone();
  }

  /// Bytes that only this server can tell, always the same for the same purpose and parts.
  ///
  /// @param length at most 64
  byte[] derive(String purpose, int length, byte[]... parts) {
    var input = new ByteArrayOutputStream();
    write(input, purpose.getBytes(UTF_8));
    for (var part : parts) {
      write(input, part);
    }
    var math = new ScramMath(ScramHash.SHA_512, HashMeter.NONE);
    return Arrays.copyOf(math.hmac(key, input.toByteArray()), length);
  }

  // Length first, so that no two lists of parts are the same bytes.
  private static void write(ByteArrayOutputStream input, byte[] part) {
    input.writeBytes(
        new byte[] {
          (byte) (part.length >>> 24),
          (byte) (part.length >>> 16),
          (byte) (part.length >>> 8),
          (byte) part.length
        });
    input.writeBytes(part);
  }

  @Override
  public String toString() {
    return "ServerSecret";
  }
}
