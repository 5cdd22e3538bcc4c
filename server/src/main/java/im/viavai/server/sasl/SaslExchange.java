package im.viavai.server.sasl;

/// One attempt to log in by one mechanism. Used once, by one thread at a time: a virtual thread,
/// unless it says that it does not wait.
///
/// Whatever the client sends, the answer is a [SaslStep]; a message too many is a failure. The only
/// thing thrown is what the store throws when it is out of order.
public interface SaslExchange {

  /// The longest message of a client that is read, in bytes.
  int MAX_MESSAGE_BYTES = 8192;

  /// The client started without an initial response: all our mechanisms speak second, so this asks
  /// for one by an empty challenge (RFC 4422 section 5 item 2a, RFC 6120 section 6.4.2).
  default SaslStep begin() {
    return new SaslStep.Challenge(Bytes.EMPTY);
  }

  /// Whether the answer to the next message may have to wait: for the store, or for the slow hash
  /// of a password. If not, any thread may ask for it.
  default boolean waits() {
    return true;
  }

  /// The answer to the initial response or to the response to a challenge, base64 already removed.
  SaslStep respond(byte[] message);
}
