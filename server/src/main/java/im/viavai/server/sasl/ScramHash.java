package im.viavai.server.sasl;

import java.util.Optional;

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

  ScramHash(String digest, int bytes, int blockBytes) {
    this.digest = digest;
    this.bytes = bytes;
    this.blockBytes = blockBytes;
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

  String mac() {
    return "Hmac" + digest.replace("-", "");
  }
}
