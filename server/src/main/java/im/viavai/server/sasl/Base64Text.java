package im.viavai.server.sasl;

import java.util.Base64;
import java.util.Optional;

/// Base64 in XML character data, strictly (RFC 4648 section 4 with padding, as RFC 6120 section
/// 6.4.2 asks).
final class Base64Text {
  private Base64Text() {}

  static Optional<Bytes> decode(String text) {
    if (text.length() % 4 != 0) {
      return Optional.empty();
    }
    try {
      return Optional.of(Bytes.of(Base64.getDecoder().decode(text)));
    } catch (IllegalArgumentException notBase64) {
      return Optional.empty();
    }
  }
}
