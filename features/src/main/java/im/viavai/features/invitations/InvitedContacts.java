package im.viavai.features.invitations;

import im.viavai.server.feature.Feature;
import im.viavai.server.feature.Host;
import im.viavai.server.feature.Spec;
import im.viavai.server.session.Account;
import im.viavai.store.InvitationStore;
import im.viavai.store.RosterItemRecord;
import im.viavai.store.RosterItemRecord.Subscription;
import im.viavai.xmpp.Jid;
import im.viavai.xmpp.Stanza;
import org.jspecify.annotations.Nullable;

/// Subscription requests that bring an invitation of the account they are for: yes is said at once,
/// and asked back.
public final class InvitedContacts implements Feature {
  @Override
  public Spec spec() {
    return new Spec("XEP-0379", "0.3.3", Spec.Extent.COMPLETE);
  }

  @Override
  public void install(Host host) {
    InvitationStore store = host.store(InvitationStore.class);
    Host.Counter used = host.counter("invited_contacts", "Subscriptions approved by an invitation");
    host.approveSubscriptions((recipient, request) -> {
      boolean approved = approves(host, store, recipient, request);
      if (approved) used.increment();
      return approved;
    });
  }

  /// §4.1: a token that is malformed, unknown or over is as good as none, and the user is asked.
  private static boolean approves(
      Host host, InvitationStore store, Account recipient, Stanza request) {
    if (!request.has(Preauth.NAME) || areContacts(recipient, request.from())) return false;
    return request
        .element(Preauth.NAME)
        .flatMap(Preauth::hash)
        .map(hash -> store.useForContact(hash, recipient.key(), host.clock().millis()))
        .orElse(false);
  }

  private static boolean areContacts(Account account, @Nullable Jid with) {
    return with == null
        || account
            .roster()
            .item(with)
            .map(RosterItemRecord::subscription)
            .filter(Subscription.BOTH::equals)
            .isPresent();
  }
}
