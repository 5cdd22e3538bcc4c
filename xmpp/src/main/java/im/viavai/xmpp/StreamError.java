package im.viavai.xmpp;

import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Why a stream ends (RFC 6120 §4.9). Nothing follows it but the end of the stream.
///
/// @param condition the defined condition
/// @param text human-readable detail in English, `""` for none
/// @param host where to go instead, only with [Condition#SEE_OTHER_HOST], `""` otherwise
/// @param application an application-specific condition (§4.9.4)
public record StreamError(
    Condition condition, String text, String host, @Nullable Element application) {

  /// The defined conditions, in the order of RFC 6120 §4.9.3.
  public enum Condition {
    BAD_FORMAT,
    BAD_NAMESPACE_PREFIX,
    CONFLICT,
    CONNECTION_TIMEOUT,
    HOST_GONE,
    HOST_UNKNOWN,
    IMPROPER_ADDRESSING,
    INTERNAL_SERVER_ERROR,
    INVALID_FROM,
    INVALID_NAMESPACE,
    INVALID_XML,
    NOT_AUTHORIZED,
    NOT_WELL_FORMED,
    POLICY_VIOLATION,
    REMOTE_CONNECTION_FAILED,
    RESET,
    RESOURCE_CONSTRAINT,
    RESTRICTED_XML,
    SEE_OTHER_HOST,
    SYSTEM_SHUTDOWN,
    UNDEFINED_CONDITION,
    UNSUPPORTED_ENCODING,
    UNSUPPORTED_FEATURE,
    UNSUPPORTED_STANZA_TYPE,
    UNSUPPORTED_VERSION;

    private final String local = name().toLowerCase(Locale.ROOT).replace('_', '-');

    /// The element's local name: `bad-format`.
    public String local() {
      return local;
    }

    /// The condition of that local name, if it is a defined one.
    public static Optional<Condition> of(String local) {
      for (Condition condition : values()) {
        if (condition.local().equals(local)) {
          return Optional.of(condition);
        }
      }
      return Optional.empty();
    }
  }

  /// An error that needs no words.
  public static StreamError of(Condition condition) {
    return new StreamError(condition, "", "", null);
  }

  /// An error with an explanation in English.
  public static StreamError of(Condition condition, String text) {
    return new StreamError(condition, text, "", null);
  }

  /// Sends the peer elsewhere (§4.9.3.19): `domainpart` or `domainpart:port`, IPv6 addresses in
  /// brackets.
  public static StreamError seeOtherHost(String host) {
    return new StreamError(Condition.SEE_OTHER_HOST, "", host, null);
  }

  /// This error with an application-specific condition beside the defined one.
  public StreamError with(Element applicationCondition) {
    return new StreamError(condition, text, host, applicationCondition);
  }

  /// This error as something to throw.
  public StreamException exception() {
    return new StreamException(this);
  }

  /// The `<error/>` element in the streams' namespace, to be written as `<stream:error/>` or
  /// declaring it.
  public Element toElement() {
    Element.Builder error = Element.builder(Namespaces.STREAMS, "error");
    new ErrorParts(condition.local(), host, text, application)
        .addTo(error, Namespaces.STREAM_ERRORS);
    return error.build();
  }

  /// Reads a peer's error; what is not understood becomes [Condition#UNDEFINED_CONDITION].
  public static StreamError parse(Element error) {
    ErrorParts parts = ErrorParts.of(error, Namespaces.STREAM_ERRORS);
    Condition condition = Condition.of(parts.condition()).orElse(Condition.UNDEFINED_CONDITION);
    String host = condition == Condition.SEE_OTHER_HOST ? parts.address() : "";
    return new StreamError(condition, parts.text(), host, parts.application());
  }
}
