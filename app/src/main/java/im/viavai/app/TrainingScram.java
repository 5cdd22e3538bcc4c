package im.viavai.app;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.SecretKeySpec;

/// The client's side of SCRAM-SHA-256 (RFC 5802 §3, RFC 7677) for a [TrainingClient]. It trusts the
/// server, which is its own process.
final class TrainingScram {
  private static final String HEADER = "n,,";
  private static final String NONCE = "training";

  private final String bare;
  private final String password;

  TrainingScram(String name, String password) {
    this.bare = "n=" + name + ",r=" + NONCE;
    this.password = password;
  }

  /// The first message, base64.
  String first() {
    return base64((HEADER + bare).getBytes(UTF_8));
  }

  /// The last message.
  ///
  /// @param challenge what the server said, base64
  String last(String challenge) throws GeneralSecurityException {
    String said = new String(Base64.getDecoder().decode(challenge), UTF_8);
    String[] parts = said.split(",", -1);
    byte[] salt = Base64.getDecoder().decode(parts[1].substring(2));
    int iterations = Integer.parseInt(parts[2].substring(2));
    PBEKeySpec spec = new PBEKeySpec(password.toCharArray(), salt, iterations, 256);
    byte[] salted =
        SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256").generateSecret(spec).getEncoded();
    byte[] clientKey = hmac(salted, "Client Key");
    byte[] storedKey = MessageDigest.getInstance("SHA-256").digest(clientKey);
    String unproven = "c=" + base64(HEADER.getBytes(UTF_8)) + "," + parts[0];
    byte[] proof = hmac(storedKey, bare + "," + said + "," + unproven);
    for (int i = 0; i < proof.length; i++) proof[i] ^= clientKey[i];
    return base64((unproven + ",p=" + base64(proof)).getBytes(UTF_8));
  }

  private static byte[] hmac(byte[] key, String text) throws GeneralSecurityException {
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(key, "HmacSHA256"));
    return mac.doFinal(text.getBytes(UTF_8));
  }

  private static String base64(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }
}
