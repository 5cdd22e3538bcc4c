package im.viavai.server.sasl;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// The hashes SCRAM is used with, strongest first (RFC 5802, RFC 7677,
/// draft-melnikov-scram-sha-512).
public enum ScramHash {
  /// SCRAM-SHA-512.
  SHA_512("SHA-512", 64, 128),
  /// SCRAM-SHA-256.
  SHA_256("SHA-256", 32, 64),
  /// SCRAM-SHA-1, which RFC 6120 section 13.8 makes mandatory.
  SHA_1("SHA-1", 20, 64);

  private final String digest;
  private final int bytes;
  private final int blockBytes;

  @SuppressWarnings("ImmutableEnumChecker") // it is copied, never used
  private final MessageDigest blankDigest;

  @SuppressWarnings("ImmutableEnumChecker") // likewise
  private final Mac blankMac;

  ScramHash(String digest, int bytes, int blockBytes) {
    this.digest = digest;
    this.bytes = bytes;
    this.blockBytes = blockBytes;
    try {
      blankDigest = MessageDigest.getInstance(digest);
      blankMac = Mac.getInstance(mac());
      blankMac.init(new SecretKeySpec(new byte[] {0}, mac())); // this chooses the provider
    } catch (GeneralSecurityException missing) {
      throw new IllegalStateException(missing);
    }
  }

  /// The SASL name without `-PLUS`: `SCRAM-SHA-256`.
  public String mechanism() {
    return "SCRAM-" + digest;
  }

  /// The hash of that SASL name, which has no `-PLUS`.
  public static Optional<ScramHash> of(String mechanism) {
    for (var hash : values()) {
      if (hash.mechanism().equals(mechanism)) {
        return Optional.of(hash);
      }
    }
    return Optional.empty();
  }

  /// The length of its output.
  int bytes() {
    return bytes;
  }

  /// The length of what it works on at once, to which HMAC pads its key (RFC 2104 section 2).
  int blockBytes() {
    return blockBytes;
  }

  String digest() {
    return digest;
  }

  /// A new digest: a copy of a blank one, as asking the providers for it takes longer than what is
  /// hashed in a login.
  MessageDigest newDigest() {
    try {
      return (MessageDigest) blankDigest.clone();
    } catch (CloneNotSupportedException e) {
      throw new IllegalStateException("the hashes of the JDK can be copied", e);
    }
  }

  /// A new HMAC (RFC 2104), likewise.
  Mac newMac(byte[] key) {
    try {
      var mac = (Mac) blankMac.clone();
      mac.init(new SecretKeySpec(key, mac()));
      return mac;
    } catch (CloneNotSupportedException | GeneralSecurityException e) {
      throw new IllegalStateException("the hashes of the JDK can be copied", e);
    }
  }

  String mac() {
    return "Hmac" + digest.replace("-", "");
  }
}
