package im.viavai.features.roster;

import im.viavai.features.roster.SubscriptionRules.Approval;
import im.viavai.server.session.Account;
import im.viavai.store.RosterItemRecord;
import im.viavai.store.RosterStore;
import im.viavai.xmpp.Jid;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// How an account stands with its contacts: read from the roster and the waiting requests, written
/// to both, and pushed. Inside [Account#change] only; may wait.
final class Contacts {
  private final RosterStore store;
  private final Requests requests;

  Contacts(RosterStore store, Requests requests) {
    this.store = store;
    this.requests = requests;
  }

  /// How an account stands with one contact.
  ///
  /// @param item the roster item, null if there is none
  record Standing(@Nullable RosterItemRecord item, SubscriptionState state, Approval approval) {}

  /// How the account stands with a contact now.
  Standing of(Account account, Jid contact) {
    boolean waits = requests.waits(account, contact);
    RosterItemRecord item = account.roster().item(contact).orElse(null);
    if (item == null) {
      return new Standing(
          null,
          waits ? SubscriptionState.NONE_PENDING_IN : SubscriptionState.NONE,
          Approval.NOT_GIVEN);
    }
    return new Standing(
        item,
        SubscriptionState.of(item.subscription(), item.ask(), waits),
        item.approved() ? Approval.GIVEN : Approval.NOT_GIVEN);
  }

  /// Whether going on with this state makes a new roster item. A request that waits makes none
  /// (§3.1.3).
  static boolean makesItem(Standing before, SubscriptionState state, Approval approval) {
    boolean plain = state == SubscriptionState.NONE || state == SubscriptionState.NONE_PENDING_IN;
    return before.item() == null && (!plain || approval == Approval.GIVEN);
  }

  /// Goes on with another state: stores and pushes what is different. A request that came is stored
  /// by [Requests#add] before.
  void change(
      Account account, Jid contact, Standing before, SubscriptionState state, Approval approval) {
    RosterItemRecord item = before.item();
    boolean approved = approval == Approval.GIVEN;
    if (item != null || makesItem(before, state, approval)) {
      RosterItemRecord next =
          new RosterItemRecord(
              contact,
              item == null ? "" : item.name(),
              item == null ? List.of() : item.groups(),
              state.subscription(),
              state.isPendingOut(),
              approved,
              item == null ? 0 : item.version());
      if (!next.equals(item)) put(account, next);
    }
    if (!state.isPendingIn()) requests.remove(account, contact);
  }

  /// Stores and pushes an item.
  void put(Account account, RosterItemRecord item) {
    long version = store.put(account.key(), item);
    RosterItemRecord stored =
        new RosterItemRecord(
            item.jid(),
            item.name(),
            item.groups(),
            item.subscription(),
            item.ask(),
            item.approved(),
            version);
    account.roster(account.roster().with(stored, version));
    Pushes.push(account, Pushes.item(stored), version);
  }

  /// Removes an item and forgets a request of that contact.
  void remove(Account account, Jid contact) {
    long version = store.remove(account.key(), contact);
    account.roster(account.roster().without(contact, version));
    requests.remove(account, contact);
    Pushes.push(account, Pushes.gone(contact), version);
  }
}
