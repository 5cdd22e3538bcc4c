package im.viavai.features.roster;

import im.viavai.server.session.Account;
import im.viavai.server.session.Key;
import im.viavai.store.RosterStore;
import im.viavai.store.Stored;
import im.viavai.store.SubscriptionRequest;
import im.viavai.xmpp.Jid;
import im.viavai.xmpp.Stanza;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Subscription requests that wait for an account's answer (RFC 6121 §3.1.3). Who waits is
/// remembered in memory from the first time it is asked. Inside [Account#change] only; may wait.
final class Requests {
  private static final Key<Set<Jid>> WAITING = new Key<>(Set.class, "roster.requests");

  private final RosterStore store;
  private final int limit;

  /// @param limit most requests of one account
  Requests(RosterStore store, int limit) {
    this.store = store;
    this.limit = limit;
  }

  /// Whether this contact waits.
  boolean waits(Account account, Jid contact) {
    return waiting(account).contains(contact);
  }

  /// Whether it is known without the store that nobody waits. Never waits.
  boolean noneWait(Account account) {
    Set<Jid> known = account.get(WAITING);
    return known != null && known.isEmpty();
  }

  /// The requests, oldest first.
  List<Stanza> all(Account account) {
    if (waiting(account).isEmpty()) return List.of();
    return store.requests(account.key()).stream()
        .map(request -> Stanza.parse(request.presence()))
        .toList();
  }

  /// Keeps a request.
  Stored add(Account account, Jid contact, Stanza request) {
    Stored stored = store.putRequest(account.key(), contact, request.embedded(), limit);
    if (stored == Stored.STORED) {
      Set<Jid> more = new HashSet<>(waiting(account));
      more.add(contact);
      account.put(WAITING, Set.copyOf(more));
    }
    return stored;
  }

  /// Forgets one: it was answered or taken back.
  void remove(Account account, Jid contact) {
    if (!waits(account, contact)) return;
    store.removeRequest(account.key(), contact);
    Set<Jid> fewer = new HashSet<>(waiting(account));
    fewer.remove(contact);
    account.put(WAITING, Set.copyOf(fewer));
  }

  private Set<Jid> waiting(Account account) {
    Set<Jid> known = account.get(WAITING);
    if (known != null) return known;
    Set<Jid> loaded = new HashSet<>();
    for (SubscriptionRequest request : store.requests(account.key())) loaded.add(request.from());
    account.put(WAITING, Set.copyOf(loaded));
    return loaded;
  }
}
