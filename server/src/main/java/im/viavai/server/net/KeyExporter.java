package im.viavai.server.net;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayOutputStream;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// Keying material exporters (RFC 5705, RFC 8446 section 7.5) for the one value that XMPP needs:
/// `tls-exporter` (RFC 9266), 32 bytes for the label below and an empty context. Any thread.
final class KeyExporter {

  static final String LABEL = "EXPORTER-Channel-Binding";
  static final int LENGTH = 32;

  private static final int SHA256_BYTES = 32;
  private static final int SHA384_BYTES = 48;

  private KeyExporter() {}

  /// From the exporter secret of TLS 1.3. Its length tells the hash of the cipher suite.
  static byte[] tls13(byte[] exporterSecret) {
    String hash =
        switch (exporterSecret.length) {
          case SHA256_BYTES -> "256";
          case SHA384_BYTES -> "384";
          default -> throw new IllegalArgumentException("not a secret of a known cipher suite");
        };
    try {
      byte[] empty = MessageDigest.getInstance("SHA-" + hash).digest();
      var mac = Mac.getInstance("HmacSHA" + hash);
      byte[] derived = expandLabel(mac, exporterSecret, LABEL, empty, exporterSecret.length);
      byte[] exported = expandLabel(mac, derived, "exporter", empty, LENGTH);
      Arrays.fill(derived, (byte) 0);
      return exported;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has HMAC with SHA-2", e);
    }
  }

  /// From the master secret of TLS 1.2, which must come from an extended master secret (RFC 7627).
  static byte[] tls12(
      byte[] masterSecret, byte[] clientRandom, byte[] serverRandom, String cipherSuite) {
    String hash = cipherSuite.endsWith("SHA384") ? "384" : "256";
    var seed = new ByteArrayOutputStream();
    seed.writeBytes(LABEL.getBytes(US_ASCII));
    seed.writeBytes(clientRandom);
    seed.writeBytes(serverRandom);
    seed.writeBytes(new byte[2]); // a context of length zero, which is not the same as no context
    try {
      var mac = Mac.getInstance("HmacSHA" + hash);
      mac.init(new SecretKeySpec(masterSecret, mac.getAlgorithm()));
      byte[] a = mac.doFinal(seed.toByteArray()); // RFC 5246 section 5: A(1)
      mac.update(a);
      return Arrays.copyOf(mac.doFinal(seed.toByteArray()), LENGTH); // one block is enough
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has HMAC with SHA-2", e);
    }
  }

  /// HKDF-Expand-Label of RFC 8446 section 7.1, at most one block long.
  private static byte[] expandLabel(
      Mac mac, byte[] secret, String label, byte[] context, int length)
      throws GeneralSecurityException {
    byte[] name = ("tls13 " + label).getBytes(US_ASCII);
    mac.init(new SecretKeySpec(secret, mac.getAlgorithm()));
    mac.update((byte) (length >>> 8));
    mac.update((byte) length);
    mac.update((byte) name.length);
    mac.update(name);
    mac.update((byte) context.length);
    mac.update(context);
    return Arrays.copyOf(mac.doFinal(new byte[] {1}), length);
  }
}
