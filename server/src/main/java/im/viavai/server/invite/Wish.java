package im.viavai.server.invite;

import im.viavai.store.Invitation.Kind;
import im.viavai.xmpp.Jid;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// What an invitation is to be.
///
/// @param kind what it is good for
/// @param domain where accounts are made
/// @param localpart the only name that may be taken (XEP-0445 §5), prepared; empty: any
/// @param inviter the bare JID of the account that becomes a contact, null where the kind makes
///   none
/// @param inviterKey the key of that account, 0 where there is none
/// @param uses how many may use it, at least 1
/// @param lasts how long it holds
public record Wish(
    Kind kind,
    Jid domain,
    String localpart,
    @Nullable Jid inviter,
    long inviterKey,
    int uses,
    Duration lasts) {
  /// Most uses of one invitation.
  public static final int MAX_USES = 100_000;

  /// Longest time an invitation holds.
  public static final Duration MAX_LASTS = Duration.ofDays(3650);

  /// Checks what fits together.
  public Wish {
    if (uses < 1 || uses > MAX_USES || lasts.isNegative() || lasts.compareTo(MAX_LASTS) > 0) {
      throw new IllegalArgumentException("uses or time of an invitation are out of their ranges");
    }
    if (kind.makesContact() != (inviter != null)) {
      throw new IllegalArgumentException("a contact needs an inviter, and only a contact");
    }
  }

  /// One use for an account that may take any name.
  public static Wish account(Kind kind, Jid domain, Duration lasts) {
    return new Wish(kind, domain, "", null, 0, 1, lasts);
  }

  /// One use for a contact of this account.
  ///
  /// @param kind [Kind#CONTACT] or [Kind#ACCOUNT_AND_CONTACT]
  public static Wish contact(Kind kind, Jid inviter, long inviterKey, Duration lasts) {
    return new Wish(kind, inviter.domain(), "", inviter, inviterKey, 1, lasts);
  }
}
