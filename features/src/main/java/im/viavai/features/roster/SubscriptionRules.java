package im.viavai.features.roster;

import java.util.Optional;

/// The tables of RFC 6121 Appendix A.2 and A.3 with pre-approval (§3.4), as pure functions.
final class SubscriptionRules {
  private SubscriptionRules() {}

  /// The four types of presence that manage subscriptions.
  enum Kind {
    SUBSCRIBE("subscribe"),
    SUBSCRIBED("subscribed"),
    UNSUBSCRIBE("unsubscribe"),
    UNSUBSCRIBED("unsubscribed");

    private final String type;

    Kind(String type) {
      this.type = type;
    }

    /// The `type` attribute.
    String type() {
      return type;
    }

    /// The kind of a `type` attribute, if it is one of the four.
    static Optional<Kind> of(String type) {
      for (Kind kind : values()) if (kind.type.equals(type)) return Optional.of(kind);
      return Optional.empty();
    }
  }

  /// Whether the account approved the contact's request before it came.
  enum Approval {
    NOT_GIVEN,
    GIVEN
  }

  /// What happens to a stanza that leaves.
  enum Route {
    /// It goes to the contact.
    ROUTE,
    /// It stays here.
    KEEP
  }

  /// What happens to a stanza that comes.
  enum Deliver {
    /// The account's resources get it.
    DELIVER,
    /// They do not.
    IGNORE
  }

  /// What the server answers for the account.
  enum Reply {
    NONE,
    SUBSCRIBED,
    UNSUBSCRIBED
  }

  /// What an outbound stanza does.
  record Outbound(SubscriptionState state, Approval approval, Route route) {}

  /// What an inbound stanza does.
  record Inbound(SubscriptionState state, Approval approval, Deliver deliver, Reply reply) {}

  /// Appendix A.2: the account sends one.
  static Outbound outbound(SubscriptionState state, Approval approval, Kind kind) {
    return switch (kind) {
      case SUBSCRIBE -> // Table 2: always routed
          new Outbound(
              state.sees() ? state : state.pending(true, state.isPendingIn()),
              approval,
              Route.ROUTE);
      case UNSUBSCRIBE -> // Table 3: always routed
          new Outbound(state.seeing(false), approval, Route.ROUTE);
      case SUBSCRIBED -> { // Table 4
        if (state.isPendingIn()) {
          yield new Outbound(state.seen(true), Approval.NOT_GIVEN, Route.ROUTE);
        }
        if (state.isSeen()) yield new Outbound(state, approval, Route.KEEP);
        yield new Outbound(state, Approval.GIVEN, Route.KEEP); // §3.4.2
      }
      case UNSUBSCRIBED -> { // Table 5; §3.2.2: it takes a pre-approval back
        boolean changes = state.isPendingIn() || state.isSeen();
        yield new Outbound(
            state.seen(false), Approval.NOT_GIVEN, changes ? Route.ROUTE : Route.KEEP);
      }
    };
  }

  /// Appendix A.3: the contact sends one.
  static Inbound inbound(SubscriptionState state, Approval approval, Kind kind) {
    return switch (kind) {
      case SUBSCRIBE -> subscribe(state, approval);
      case UNSUBSCRIBE -> { // Table 7
        boolean changes = state.isPendingIn() || state.isSeen();
        yield changes
            ? new Inbound(state.seen(false), approval, Deliver.DELIVER, Reply.UNSUBSCRIBED)
            : new Inbound(state, approval, Deliver.IGNORE, Reply.NONE);
      }
      case SUBSCRIBED -> // Table 8
          state.isPendingOut()
              ? new Inbound(state.seeing(true), approval, Deliver.DELIVER, Reply.NONE)
              : new Inbound(state, approval, Deliver.IGNORE, Reply.NONE);
      case UNSUBSCRIBED -> // Table 9
          state.isPendingOut() || state.sees()
              ? new Inbound(state.seeing(false), approval, Deliver.DELIVER, Reply.NONE)
              : new Inbound(state, approval, Deliver.IGNORE, Reply.NONE);
    };
  }

  /// Table 6.
  private static Inbound subscribe(SubscriptionState state, Approval approval) {
    if (state.isSeen()) return new Inbound(state, approval, Deliver.IGNORE, Reply.SUBSCRIBED);
    if (state.isPendingIn()) return new Inbound(state, approval, Deliver.IGNORE, Reply.NONE);
    if (approval == Approval.GIVEN) { // §3.4.2: answered, not delivered
      return new Inbound(state.seen(true), Approval.NOT_GIVEN, Deliver.IGNORE, Reply.SUBSCRIBED);
    }
    return new Inbound(
        state.pending(state.isPendingOut(), true), approval, Deliver.DELIVER, Reply.NONE);
  }
}
