package im.viavai.xmpp;

import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Why a stanza could not be handled (RFC 6120 §8.3).
///
/// @param type what the sender may do about it
/// @param condition the defined condition
/// @param text human-readable detail in English, `""` for none
/// @param address where to go instead, a URI, with [Condition#GONE] (§8.3.3.5) and
///   [Condition#REDIRECT] (§8.3.3.14); `""` for none
/// @param by who found the error, if that is told (§8.3.1)
/// @param application an application-specific condition
public record StanzaError(
    Type type,
    Condition condition,
    String text,
    String address,
    @Nullable Jid by,
    @Nullable Element application) {

  /// What the sender may do (RFC 6120 §8.3.2).
  public enum Type {
    /// Retry after providing credentials.
    AUTH,
    /// Do not retry.
    CANCEL,
    /// Go on: this was only a warning.
    CONTINUE,
    /// Retry after changing what was sent.
    MODIFY,
    /// Retry after a while.
    WAIT;

    /// The attribute's value: `auth`.
    public String value() {
      return name().toLowerCase(Locale.ROOT);
    }

    /// The type of that value, if it is a defined one.
    public static Optional<Type> of(String value) {
      for (Type type : values()) {
        if (type.value().equals(value)) {
          return Optional.of(type);
        }
      }
      return Optional.empty();
    }
  }

  /// The defined conditions, in the order of RFC 6120 §8.3.3, with the type recommended for each.
  public enum Condition {
    BAD_REQUEST(Type.MODIFY),
    CONFLICT(Type.CANCEL),
    FEATURE_NOT_IMPLEMENTED(Type.CANCEL),
    FORBIDDEN(Type.AUTH),
    GONE(Type.CANCEL),
    INTERNAL_SERVER_ERROR(Type.CANCEL),
    ITEM_NOT_FOUND(Type.CANCEL),
    JID_MALFORMED(Type.MODIFY),
    NOT_ACCEPTABLE(Type.MODIFY),
    NOT_ALLOWED(Type.CANCEL),
    NOT_AUTHORIZED(Type.AUTH),
    POLICY_VIOLATION(Type.MODIFY),
    RECIPIENT_UNAVAILABLE(Type.WAIT),
    REDIRECT(Type.MODIFY),
    REGISTRATION_REQUIRED(Type.AUTH),
    REMOTE_SERVER_NOT_FOUND(Type.CANCEL),
    REMOTE_SERVER_TIMEOUT(Type.WAIT),
    RESOURCE_CONSTRAINT(Type.WAIT),
    SERVICE_UNAVAILABLE(Type.CANCEL),
    SUBSCRIPTION_REQUIRED(Type.AUTH),
    UNDEFINED_CONDITION(Type.CANCEL),
    UNEXPECTED_REQUEST(Type.WAIT);

    private final Type recommended;
    private final String local = name().toLowerCase(Locale.ROOT).replace('_', '-');

    Condition(Type recommended) {
      this.recommended = recommended;
    }

    /// The type the RFC recommends for it.
    public Type recommended() {
      return recommended;
    }

    /// The element's local name: `bad-request`.
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

  /// An error of the recommended type that needs no words.
  public static StanzaError of(Condition condition) {
    return of(condition, "");
  }

  /// An error of the recommended type with an explanation in English.
  public static StanzaError of(Condition condition, String text) {
    return new StanzaError(condition.recommended(), condition, text, "", null, null);
  }

  /// This error with another type.
  public StanzaError as(Type other) {
    return new StanzaError(other, condition, text, address, by, application);
  }

  /// This error with an address to go to instead.
  public StanzaError pointingTo(String uri) {
    return new StanzaError(type, condition, text, uri, by, application);
  }

  /// This error saying who found it.
  public StanzaError foundBy(Jid finder) {
    return new StanzaError(type, condition, text, address, finder, application);
  }

  /// This error with an application-specific condition beside the defined one.
  public StanzaError with(Element applicationCondition) {
    return new StanzaError(type, condition, text, address, by, applicationCondition);
  }

  /// The `<error/>` element in the namespace `jabber:client`.
  public Element toElement() {
    Element.Builder error =
        Element.builder(Namespaces.CLIENT, "error")
            .attribute("type", type.value())
            .attributeUnlessEmpty("by", by == null ? "" : by.toString());
    new ErrorParts(condition.local(), address, text, application)
        .addTo(error, Namespaces.STANZA_ERRORS);
    return error.build();
  }

  /// Reads somebody else's error. What is not understood becomes [Condition#UNDEFINED_CONDITION]
  /// (§8.3.2), and the type recommended for the condition.
  public static StanzaError parse(Element error) {
    ErrorParts parts = ErrorParts.of(error, Namespaces.STANZA_ERRORS);
    Condition condition = Condition.of(parts.condition()).orElse(Condition.UNDEFINED_CONDITION);
    boolean points = condition == Condition.GONE || condition == Condition.REDIRECT;
    String address = points ? parts.address() : "";
    Type type = Type.of(error.attribute("type")).orElse(condition.recommended());
    Jid by = Jid.parse(error.attribute("by")).orElse(null);
    return new StanzaError(type, condition, parts.text(), address, by, parts.application());
  }
}
