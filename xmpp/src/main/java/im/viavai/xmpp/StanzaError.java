package im.viavai.xmpp;

import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Why a stanza could not be handled (RFC 6120 §8.3).
///
/// @param type what the sender may do about it
/// @param condition the defined condition
/// @param text human-readable detail in English, `""` for none
/// @param application an application-specific condition
public record StanzaError(
    Type type, Condition condition, String text, @Nullable Element application) {

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

    Condition(Type recommended) {
      this.recommended = recommended;
    }

    /// The type the RFC recommends for it.
    public Type recommended() {
      return recommended;
    }

    /// The element's local name: `bad-request`.
    public String local() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
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
    return new StanzaError(condition.recommended(), condition, "", null);
  }

  /// An error of the recommended type with an explanation in English.
  public static StanzaError of(Condition condition, String text) {
    return new StanzaError(condition.recommended(), condition, text, null);
  }

  /// This error with another type.
  public StanzaError as(Type other) {
    return new StanzaError(other, condition, text, application);
  }

  /// This error with an application-specific condition beside the defined one.
  public StanzaError with(Element applicationCondition) {
    return new StanzaError(type, condition, text, applicationCondition);
  }

  /// The `<error/>` element in the namespace `jabber:client`.
  public Element toElement() {
    throw new UnsupportedOperationException();
  }

  /// Reads somebody else's error; what is not understood becomes [Condition#UNDEFINED_CONDITION].
  public static StanzaError parse(Element error) {
    throw new UnsupportedOperationException();
  }
}
