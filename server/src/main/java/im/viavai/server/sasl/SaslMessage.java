package im.viavai.server.sasl;

import org.jspecify.annotations.Nullable;

/// What a client may send in the SASL profile of RFC 6120 section 6.4. Immutable, any thread.
public sealed interface SaslMessage {

  /// `<auth/>` (section 6.4.2).
  ///
  /// @param initialResponse null if there is none; an empty one is written `=`
  record Auth(String mechanism, @Nullable Bytes initialResponse) implements SaslMessage {}

  /// `<response/>` (section 6.4.3).
  record Response(Bytes data) implements SaslMessage {}

  /// `<abort/>` (section 6.4.4).
  record Abort() implements SaslMessage {}

  /// An element of the namespace that cannot be understood; the attempt ends with this failure.
  record Invalid(SaslFailure failure) implements SaslMessage {}
}
