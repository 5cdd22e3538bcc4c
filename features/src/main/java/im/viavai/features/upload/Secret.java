package im.viavai.features.upload;

import static java.nio.charset.StandardCharsets.US_ASCII;

import im.viavai.server.sasl.Tokens;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/// The unguessable part of an address. Only its hash is kept. Any thread.
final class Secret {
  private static final int BYTES = 20;
  private static final int CHARACTERS = 27;

  private Secret() {}

  static String fresh(Tokens tokens) {
    return tokens.text(BYTES);
  }

  static boolean isOne(String text) {
    return text.length() == CHARACTERS;
  }

  /// Under which the store and the storage know it.
  static String id(String secret) {
    try {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(secret.getBytes(US_ASCII));
      return HexFormat.of().formatHex(hash);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  /// Compares in the same time wherever they differ.
  static boolean areEqual(String one, String other) {
    return MessageDigest.isEqual(one.getBytes(US_ASCII), other.getBytes(US_ASCII));
  }
}
