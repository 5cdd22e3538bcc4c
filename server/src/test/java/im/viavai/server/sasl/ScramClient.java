package im.viavai.server.sasl;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// A SCRAM client written from RFC 5802 alone: it shares no code with the server, and computes Hi
/// by hand.
final class ScramClient {

  private static final String NONCE = "fyko+d2lbbFgONRv9qkxdawL";

  private final String digest;
  private final String username;
  private final String password;
  private final String gs2Header;
  private final byte[] binding;
  private String authMessage = "";
  private byte[] saltedPassword = new byte[0];
  private Map<Character, String> serverFirst = Map.of();

  /// @param digest `SHA-256`
  ScramClient(String digest, String username, String password, String gs2Header, byte[] binding) {
    this.digest = digest;
    this.username = username;
    this.password = password;
    this.gs2Header = gs2Header;
    this.binding = binding;
  }

  String bare() {
    return "n=" + username.replace("=", "=3D").replace(",", "=2C") + ",r=" + NONCE;
  }

  String first() {
    return gs2Header + bare();
  }

  Map<Character, String> attributes(String message) {
    var attributes = new HashMap<Character, String>();
    for (var part : message.split(",", -1)) {
      attributes.put(part.charAt(0), part.substring(2));
    }
    return attributes;
  }

  String last(String serverFirstMessage) {
    return last(serverFirstMessage, gs2Header, "");
  }

  /// @param claimedHeader the header the client says it sent
  /// @param extension for example `,x=1`
  String last(String serverFirstMessage, String claimedHeader, String extension) {
    var nonce = attributes(serverFirstMessage).getOrDefault('r', "");
    return last(serverFirstMessage, claimedHeader, extension, nonce);
  }

  /// @param nonce what the client says is the nonce
  String last(String serverFirstMessage, String claimedHeader, String extension, String nonce) {
    serverFirst = attributes(serverFirstMessage);
    var input = new ByteArrayOutputStream();
    input.writeBytes(claimedHeader.getBytes(UTF_8));
    input.writeBytes(binding);
    var withoutProof =
        "c=" + Base64.getEncoder().encodeToString(input.toByteArray()) + ",r=" + nonce + extension;
    authMessage = bare() + "," + serverFirstMessage + "," + withoutProof;
    saltedPassword =
        hi(
            Base64.getDecoder().decode(serverFirst.get('s')),
            Integer.parseInt(serverFirst.get('i')));
    var clientKey = hmac(saltedPassword, "Client Key");
    var signature = hmac(h(clientKey), authMessage);
    var proof = new byte[clientKey.length];
    for (int i = 0; i < proof.length; i++) {
      proof[i] = (byte) (clientKey[i] ^ signature[i]);
    }
    return withoutProof + ",p=" + Base64.getEncoder().encodeToString(proof);
  }

  /// Whether the server has shown that it knows the keys.
  boolean believes(String serverFinal) {
    var expected = hmac(hmac(saltedPassword, "Server Key"), authMessage);
    return serverFinal.equals("v=" + Base64.getEncoder().encodeToString(expected));
  }

  byte[] hi(byte[] salt, int iterations) {
    var block = Arrays.copyOf(salt, salt.length + 4);
    block[salt.length + 3] = 1;
    try {
      var mac = mac(password.getBytes(UTF_8));
      var u = mac.doFinal(block);
      var result = u.clone();
      for (int i = 1; i < iterations; i++) {
        u = mac.doFinal(u);
        for (int j = 0; j < u.length; j++) {
          result[j] ^= u[j];
        }
      }
      return result;
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  private Mac mac(byte[] key) throws GeneralSecurityException {
    var name = "Hmac" + digest.replace("-", "");
    var mac = Mac.getInstance(name);
    mac.init(new SecretKeySpec(key, name));
    return mac;
  }

  private byte[] hmac(byte[] key, String text) {
    try {
      return mac(key).doFinal(text.getBytes(UTF_8));
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  byte[] h(byte[] input) {
    try {
      return MessageDigest.getInstance(digest).digest(input);
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }
}
