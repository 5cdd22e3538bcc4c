package im.viavai.server.sasl;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// Strict UTF-8: ill-formed input is refused, not replaced (T13). Any thread.
final class Utf8 {
  private Utf8() {}

  /// The text of these bytes, if they are UTF-8 without NUL and within the limit of a message.
  static Optional<String> message(byte[] bytes) {
    return bytes.length > SaslExchange.MAX_MESSAGE_BYTES
        ? Optional.empty()
        : decode(bytes, 0, bytes.length).filter(text -> text.indexOf('\0') < 0);
  }

  static Optional<String> decode(byte[] bytes, int from, int to) {
    try {
      return Optional.of(
          StandardCharsets.UTF_8
              .newDecoder()
              .decode(ByteBuffer.wrap(bytes, from, to - from))
              .toString());
    } catch (CharacterCodingException illFormed) {
      return Optional.empty();
    }
  }
}
