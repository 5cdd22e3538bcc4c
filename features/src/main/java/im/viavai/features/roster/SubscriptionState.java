package im.viavai.features.roster;

import im.viavai.store.RosterItemRecord.Subscription;

/// The nine states between an account and one contact (RFC 6121 Appendix A.1), seen from the
/// account. A contact without roster item is in [#NONE] or [#NONE_PENDING_IN].
enum SubscriptionState {
  NONE(Subscription.NONE, false, false),
  NONE_PENDING_OUT(Subscription.NONE, true, false),
  NONE_PENDING_IN(Subscription.NONE, false, true),
  NONE_PENDING_OUT_IN(Subscription.NONE, true, true),
  TO(Subscription.TO, false, false),
  TO_PENDING_IN(Subscription.TO, false, true),
  FROM(Subscription.FROM, false, false),
  FROM_PENDING_OUT(Subscription.FROM, true, false),
  BOTH(Subscription.BOTH, false, false);

  private final Subscription subscription;
  private final boolean pendingOut;
  private final boolean pendingIn;

  SubscriptionState(Subscription subscription, boolean pendingOut, boolean pendingIn) {
    this.subscription = subscription;
    this.pendingOut = pendingOut;
    this.pendingIn = pendingIn;
  }

  /// The state of these three facts. A request of somebody who is subscribed already, or to
  /// somebody we are subscribed to already, does not count.
  static SubscriptionState of(Subscription subscription, boolean pendingOut, boolean pendingIn) {
    return switch (subscription) {
      case NONE -> NONE.pending(pendingOut, pendingIn);
      case TO -> TO.pending(false, pendingIn);
      case FROM -> FROM.pending(pendingOut, false);
      case BOTH -> BOTH;
    };
  }

  /// Who sees whose presence.
  Subscription subscription() {
    return subscription;
  }

  /// Whether the account's own request waits for the contact: `ask='subscribe'`.
  boolean isPendingOut() {
    return pendingOut;
  }

  /// Whether the contact's request waits for the account.
  boolean isPendingIn() {
    return pendingIn;
  }

  /// Whether the contact sees the account's presence.
  boolean isSeen() {
    return subscription == Subscription.FROM || subscription == Subscription.BOTH;
  }

  /// Whether the account sees the contact's presence.
  boolean sees() {
    return subscription == Subscription.TO || subscription == Subscription.BOTH;
  }

  /// The same subscription with other pending requests.
  SubscriptionState pending(boolean out, boolean in) {
    for (SubscriptionState state : values()) {
      if (state.subscription == subscription && state.pendingOut == out && state.pendingIn == in) {
        return state;
      }
    }
    throw new IllegalArgumentException(subscription + " has no such pending state");
  }

  /// Seen or not seen by the contact from now on; a request of the contact is thereby answered.
  SubscriptionState seen(boolean from) {
    Subscription next =
        from
            ? (sees() ? Subscription.BOTH : Subscription.FROM)
            : (sees() ? Subscription.TO : Subscription.NONE);
    return of(next, pendingOut, false);
  }

  /// Seeing or not seeing the contact from now on; a request of the account is thereby answered.
  SubscriptionState seeing(boolean to) {
    Subscription next =
        to
            ? (isSeen() ? Subscription.BOTH : Subscription.TO)
            : (isSeen() ? Subscription.FROM : Subscription.NONE);
    return of(next, false, pendingIn);
  }
}
