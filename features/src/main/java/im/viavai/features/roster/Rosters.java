package im.viavai.features.roster;

import im.viavai.features.roster.Contacts.Standing;
import im.viavai.server.config.Limits;
import im.viavai.server.feature.At;
import im.viavai.server.feature.Feature;
import im.viavai.server.feature.Host;
import im.viavai.server.feature.IqHandler;
import im.viavai.server.feature.IqRequest;
import im.viavai.server.feature.Spec;
import im.viavai.server.session.Account;
import im.viavai.server.session.Session;
import im.viavai.store.RosterChanges;
import im.viavai.store.RosterItemRecord;
import im.viavai.store.RosterItemRecord.Subscription;
import im.viavai.store.RosterStore;
import im.viavai.xmpp.Element;
import im.viavai.xmpp.Jid;
import im.viavai.xmpp.Name;
import im.viavai.xmpp.Namespaces;
import im.viavai.xmpp.Stanza;
import im.viavai.xmpp.StanzaError;
import im.viavai.xmpp.StanzaError.Condition;
import org.jspecify.annotations.Nullable;

/// The roster of each account (RFC 6121 §2) and the wiring of subscriptions (§3).
public final class Rosters implements Feature {
  private static final Name QUERY = new Name(Namespaces.ROSTER, "query");

  /// Items of a roster sent from the event loop; building that many takes well below a millisecond.
  private static final int AT_ONCE = 200;

  @Override
  public Spec spec() {
    return new Spec("RFC 6121", "2011-03", Spec.Extent.COMPLETE);
  }

  @Override
  public void install(Host host) {
    Limits limits = host.config(Limits.class);
    RosterStore store = host.store(RosterStore.class);
    Host.Counter itemsRefused =
        host.counter("roster_items_refused", "Roster items refused: limits.roster_items");
    Host.Counter requestsDropped =
        host.counter(
            "subscription_requests_dropped",
            "Subscription requests dropped: limits.pending_subscriptions");
    Requests requests = new Requests(store, limits.pendingSubscriptions());
    Contacts contacts = new Contacts(store, requests);
    Subscriptions subscriptions =
        new Subscriptions(
            host, contacts, requests, limits.rosterItems(), itemsRefused, requestsDropped);
    Installed installed =
        new Installed(store, contacts, subscriptions, limits.rosterItems(), itemsRefused);

    host.advertise(Namespaces.ROSTER);
    host.streamFeature(Element.of("urn:xmpp:features:rosterver", "ver")); // §2.6.1
    host.streamFeature(Element.of("urn:xmpp:features:pre-approval", "sub")); // §3.4
    host.durable(Pushes.INTERESTED);
    host.durable(Subscriptions.TOLD);
    host.onGet(At.ACCOUNT, QUERY, IqHandler.either(installed::getAtOnce, installed::get));
    host.onSet(At.ACCOUNT, QUERY, IqHandler.waiting(installed::set));
    IqHandler refuse =
        IqHandler.swift(request -> request.error(StanzaError.of(Condition.FORBIDDEN)));
    host.onGet(At.CONTACT, QUERY, refuse);
    host.onSet(At.CONTACT, QUERY, refuse); // §2.3.3
    host.onSubscription(subscriptions);
    host.onAvailable(subscriptions::availableAtOnce, subscriptions::available);
  }

  /// The roster on one domain.
  private record Installed(
      RosterStore store,
      Contacts contacts,
      Subscriptions subscriptions,
      int itemLimit,
      Host.Counter itemsRefused) {

    /// What [#get] does, unless the store has to say what has changed since a version, or the
    /// answer is so long that others would wait for it.
    boolean getAtOnce(IqRequest request) {
      Element query = request.payload();
      Session session = request.session();
      Account account = session.account();
      String version = query.attribute("ver");
      return query.children(RosterSet.ITEM).isEmpty()
          && account.roster().size() <= AT_ONCE
          && account.changeAtOnce(() -> {
            boolean current = version.equals(version(account));
            if (!current && version.startsWith(account.key() + ".")) return false;
            session.put(Pushes.INTERESTED, true);
            session.send(
                answer(request, current ? request.result() : request.result(whole(account))));
            return true;
          });
    }

    /// §2.1.3, §2.6. The result leaves inside the change, so that no push of a later change can be
    /// before it.
    @Nullable Stanza get(IqRequest request) {
      Element query = request.payload();
      if (!query.children(RosterSet.ITEM).isEmpty()) { // §2.1.3: MUST NOT contain any item
        return request.error(StanzaError.of(Condition.BAD_REQUEST));
      }
      Session session = request.session();
      Account account = session.account();
      account.change(() -> {
        session.put(Pushes.INTERESTED, true);
        RosterChanges changes = changesSince(account, query);
        if (changes instanceof RosterChanges.Known known
            && known.changed().size() + known.removed().size() <= account.roster().size()) {
          session.send(answer(request, request.result()));
          pushAll(session, known, query.attribute("ver"));
        } else {
          session.send(answer(request, request.result(whole(account))));
        }
        return true;
      });
      return null;
    }

    /// Replies come from whom was asked.
    private static Stanza answer(IqRequest request, Stanza reply) {
      return reply.withAddresses(request.stanza().to(), request.from());
    }

    private RosterChanges changesSince(Account account, Element query) {
      String prefix = account.key() + ".";
      String version = query.attribute("ver");
      if (!version.startsWith(prefix)) return new RosterChanges.Unknown();
      long number;
      try {
        number = Long.parseLong(version.substring(prefix.length()));
      } catch (NumberFormatException e) {
        return new RosterChanges.Unknown();
      }
      return store.since(account.key(), number);
    }

    private static String version(Account account) {
      return Pushes.version(account, account.roster().version());
    }

    private static Element whole(Account account) {
      Element.Builder query = Element.builder(QUERY).attribute("ver", version(account));
      for (RosterItemRecord item : account.roster().items()) query.child(Pushes.item(item));
      return query.build();
    }

    /// Interim pushes (§2.6.3). The last one carries the present version; removals, which have no
    /// version of their own, come first under the old one, so that a client that stops in the
    /// middle misses nothing.
    private static void pushAll(Session session, RosterChanges.Known known, String asked) {
      long old = Long.parseLong(asked.substring(asked.indexOf('.') + 1));
      int left = known.removed().size() + known.changed().size();
      for (Jid gone : known.removed()) {
        Pushes.push(session, Pushes.gone(gone), --left == 0 ? known.version() : old);
      }
      for (RosterItemRecord item : known.changed()) {
        Pushes.push(session, Pushes.item(item), --left == 0 ? known.version() : item.version());
      }
    }

    /// §2.3 to §2.5.
    Stanza set(IqRequest request) {
      Account account = request.session().account();
      return switch (RosterSet.read(request.payload())) {
        case RosterSet.Wrong(StanzaError error) -> request.error(error);
        case RosterSet.Put put when put.jid().equals(account.address()) ->
            request.error(StanzaError.of(Condition.NOT_ALLOWED)); // §2.3.3, interoperability note
        case RosterSet.Put put -> put(request, account, put);
        case RosterSet.Remove(Jid jid) -> remove(request, account, jid);
      };
    }

    private Stanza put(IqRequest request, Account account, RosterSet.Put put) {
      boolean stored =
          account.change(() -> {
            RosterItemRecord old = account.roster().item(put.jid()).orElse(null);
            if (old == null && account.roster().size() >= itemLimit) return false;
            Subscription subscription = old == null ? Subscription.NONE : old.subscription();
            contacts.put(
                account,
                new RosterItemRecord(
                    put.jid(),
                    put.handle(),
                    put.groups(),
                    subscription,
                    old != null && old.ask(),
                    old != null && old.approved(),
                    0));
            return true;
          });
      if (stored) return request.result();
      itemsRefused.increment();
      return request.error(StanzaError.of(Condition.RESOURCE_CONSTRAINT, "The roster is full."));
    }

    private Stanza remove(IqRequest request, Account account, Jid jid) {
      Standing before =
          account.change(() -> {
            Standing standing = contacts.of(account, jid);
            if (standing.item() != null) {
              contacts.remove(account, jid);
              subscriptions.removed(account, jid, standing.state());
            }
            return standing;
          });
      if (before.item() == null) { // §2.5.3 shows the type modify
        return request.error(StanzaError.of(Condition.ITEM_NOT_FOUND).as(StanzaError.Type.MODIFY));
      }
      return request.result();
    }
  }
}
