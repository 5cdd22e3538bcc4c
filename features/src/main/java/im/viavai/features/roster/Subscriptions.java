package im.viavai.features.roster;

import im.viavai.features.roster.Contacts.Standing;
import im.viavai.features.roster.SubscriptionRules.Approval;
import im.viavai.features.roster.SubscriptionRules.Deliver;
import im.viavai.features.roster.SubscriptionRules.Inbound;
import im.viavai.features.roster.SubscriptionRules.Kind;
import im.viavai.features.roster.SubscriptionRules.Outbound;
import im.viavai.features.roster.SubscriptionRules.Route;
import im.viavai.server.feature.Host;
import im.viavai.server.feature.SubscriptionHandler;
import im.viavai.server.session.Account;
import im.viavai.server.session.Key;
import im.viavai.server.session.Session;
import im.viavai.store.RosterItemRecord;
import im.viavai.store.Stored;
import im.viavai.xmpp.Jid;
import im.viavai.xmpp.Stanza;
import im.viavai.xmpp.StanzaError;
import im.viavai.xmpp.StanzaError.Condition;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Carries out what [SubscriptionRules] say (RFC 6121 §3). Each side changes its own roster; what
/// the other side must know travels as a stanza, also between two accounts of this server; it
/// leaves inside the change, so that both sides see the same order. Virtual threads only.
final class Subscriptions implements SubscriptionHandler {
  /// The longest request that is kept (§3.1.3, security warning).
  static final int REQUEST_BYTES = 16 * 1024;

  /// Set on sessions that got the waiting requests: new ones are given to them at once.
  static final Key<Boolean> TOLD = new Key<>(Boolean.class, "roster.told");

  private final Host host;
  private final Contacts contacts;
  private final Requests requests;
  private final int itemLimit;
  private final Host.Counter itemsRefused;
  private final Host.Counter requestsDropped;

  Subscriptions(
      Host host,
      Contacts contacts,
      Requests requests,
      int itemLimit,
      Host.Counter itemsRefused,
      Host.Counter requestsDropped) {
    this.host = host;
    this.contacts = contacts;
    this.requests = requests;
    this.itemLimit = itemLimit;
    this.itemsRefused = itemsRefused;
    this.requestsDropped = requestsDropped;
  }

  // --- from a local session (Appendix A.2) ---

  @Override
  public void sent(Session sender, Stanza presence) {
    Jid to = presence.to();
    Kind kind = Kind.of(presence.type()).orElse(null);
    if (to == null || kind == null) return;
    Jid contact = to.bare(); // §3.1.2: a full JID counts as its bare one
    Account account = sender.account();
    StanzaError refused =
        contact.equals(account.address())
            ? StanzaError.of(Condition.NOT_ALLOWED, "Nobody needs a subscription to himself.")
            : change(account, contact, kind, presence);
    if (refused != null) sender.send(presence.error(refused));
  }

  private @Nullable StanzaError change(Account account, Jid contact, Kind kind, Stanza presence) {
    if (kind == Kind.SUBSCRIBE && isNobody(contact)) { // §3.1.2
      return StanzaError.of(Condition.SERVICE_UNAVAILABLE);
    }
    boolean done =
        account.change(() -> {
          Standing before = contacts.of(account, contact);
          Outbound step = SubscriptionRules.outbound(before.state(), before.approval(), kind);
          boolean full = account.roster().size() >= itemLimit;
          if (full && Contacts.makesItem(before, step.state(), step.approval())) return false;
          contacts.change(account, contact, before, step.state(), step.approval());
          if (step.route() == Route.ROUTE) {
            route(account, contact, kind, presence, before.state());
          }
          return true;
        });
    if (done) return null;
    itemsRefused.increment();
    return StanzaError.of(Condition.RESOURCE_CONSTRAINT, "The roster is full.");
  }

  private void route(
      Account account, Jid contact, Kind kind, Stanza presence, SubscriptionState before) {
    if (kind == Kind.UNSUBSCRIBED && before.isSeen()) {
      host.presence().hide(account, contact); // §3.2.2: while still subscribed
    }
    host.send(presence.withAddresses(account.address(), contact)); // §3: the bare JID
    if (kind == Kind.SUBSCRIBED) host.presence().show(account, contact); // §3.1.5
  }

  private boolean isNobody(Jid contact) {
    if (!host.domains().contains(contact.domain())) return false;
    return contact.isDomain() || host.account(contact).isEmpty();
  }

  // --- for a local account (Appendix A.3) ---

  @Override
  public void received(Account account, Stanza presence) {
    Jid from = presence.from();
    Kind kind = Kind.of(presence.type()).orElse(null);
    if (from == null || kind == null) return;
    Jid contact = from.bare();
    Stanza told = presence.withAddresses(contact, account.address());
    if (kind == Kind.SUBSCRIBE && host.approves(account, told)) {
      host.befriend(account.address(), contact);
      if (host.domains().contains(contact.domain())) return;
    }
    account.change(() -> {
      Standing before = contacts.of(account, contact);
      Inbound step = SubscriptionRules.inbound(before.state(), before.approval(), kind);
      if (step.deliver() == Deliver.DELIVER) tell(account, contact, kind, told);
      contacts.change(account, contact, before, step.state(), step.approval());
      answer(account, contact, step, before.state(), presence.id());
      return step;
    });
  }

  private void answer(
      Account account, Jid contact, Inbound step, SubscriptionState before, String id) {
    switch (step.reply()) {
      case NONE -> {}
      case SUBSCRIBED -> {
        say(account, contact, Kind.SUBSCRIBED, id);
        host.presence().show(account, contact);
      }
      case UNSUBSCRIBED -> {
        if (before.isSeen()) host.presence().hide(account, contact); // §3.3.3
        say(account, contact, Kind.UNSUBSCRIBED, id);
      }
    }
  }

  private void tell(Account account, Jid contact, Kind kind, Stanza presence) {
    if (kind != Kind.SUBSCRIBE) {
      Pushes.tell(account, presence);
      return;
    }
    if (presence.size() > REQUEST_BYTES
        || requests.add(account, contact, presence) == Stored.OVER_LIMIT) {
      requestsDropped.increment();
      return;
    }
    for (Session session : account.sessionArray()) {
      if (session.isAvailable() && session.get(TOLD) != null) session.send(presence);
    }
  }

  private void say(Account account, Jid contact, Kind kind, String id) {
    host.send(
        Stanza.presence().from(account.address()).to(contact).type(kind.type()).id(id).build());
  }

  // --- both at once ---

  @Override
  public boolean befriend(Account account, Jid contact) {
    if (host.domains().contains(contact.domain())) return seeEachOther(account, contact);
    for (Kind kind : List.of(Kind.SUBSCRIBED, Kind.SUBSCRIBE)) { // XEP-0379 §3.5, pre-approved
      Stanza said = Stanza.presence().to(contact).type(kind.type()).build();
      if (change(account, contact, kind, said) != null) return false;
    }
    return true;
  }

  private boolean seeEachOther(Account account, Jid contact) {
    return account.change(() -> {
      Standing before = contacts.of(account, contact);
      if (before.item() == null && account.roster().size() >= itemLimit) {
        itemsRefused.increment();
        return false;
      }
      if (before.state().isPendingOut()) { // §3.1.6: the answer comes before the push
        Pushes.tell(
            account,
            Stanza.presence()
                .from(contact)
                .to(account.address())
                .type(Kind.SUBSCRIBED.type())
                .build());
      }
      contacts.change(account, contact, before, SubscriptionState.BOTH, Approval.NOT_GIVEN);
      return true;
    });
  }

  // --- initial presence ---

  /// Gives a new resource the requests that wait (§3.1.3), and asks contacts again who did not
  /// answer yet (§3.1.2): the first time may have been lost on the way.
  void available(Session session) {
    Account account = session.account();
    List<Jid> unanswered =
        account.change(() -> {
          for (Stanza request : requests.all(account)) session.send(request);
          session.put(TOLD, true);
          return account.roster().items().stream()
              .filter(RosterItemRecord::ask)
              .map(RosterItemRecord::jid)
              .toList();
        });
    for (Jid contact : unanswered) say(account, contact, Kind.SUBSCRIBE, "");
  }

  /// What [#available] does when there is nobody to be told of and nobody to be asked.
  boolean availableAtOnce(Session session) {
    Account account = session.account();
    return account.changeAtOnce(() -> {
      if (!requests.noneWait(account)
          || account.roster().items().stream().anyMatch(RosterItemRecord::ask)) return false;
      session.put(TOLD, true);
      return true;
    });
  }

  // --- removal of an item (§2.5.2) ---

  /// Tells a contact that its item was removed.
  void removed(Account account, Jid contact, SubscriptionState before) {
    if (before.sees() || before.isPendingOut()) say(account, contact, Kind.UNSUBSCRIBE, "");
    if (before.isSeen()) host.presence().hide(account, contact);
    if (before.isSeen() || before.isPendingIn()) say(account, contact, Kind.UNSUBSCRIBED, "");
  }
}
