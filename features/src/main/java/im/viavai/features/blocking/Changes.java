package im.viavai.features.blocking;

import im.viavai.server.feature.Host;
import im.viavai.server.feature.IqRequest;
import im.viavai.server.session.Account;
import im.viavai.server.session.Session;
import im.viavai.store.BlocklistStore;
import im.viavai.store.RosterItemRecord;
import im.viavai.store.RosterItemRecord.Subscription;
import im.viavai.store.Stored;
import im.viavai.xmpp.Jid;
import im.viavai.xmpp.Stanza;
import im.viavai.xmpp.StanzaError;
import im.viavai.xmpp.StanzaError.Condition;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/// Changes of block lists, and what others see of them. Virtual threads only.
final class Changes {
  private final Host host;
  private final BlocklistStore store;
  private final int limit;
  private final Host.Counter refused;
  private final AbuseReports reports;

  /// @param limit most entries of one list
  Changes(Host host, BlocklistStore store, int limit) {
    this.host = host;
    this.store = store;
    this.limit = limit;
    this.refused = host.counter("blocked_items_refused", "Blocks refused: limits.blocked_items");
    this.reports = new AbuseReports(host);
  }

  /// §3.3.
  Stanza block(IqRequest request) {
    Account account = request.target();
    return switch (BlockRequest.read(request.payload())) {
      case BlockRequest.Wrong(StanzaError error) -> request.error(error);
      case BlockRequest.Entries(Map<Jid, BlockRequest.Report> none) when none.isEmpty() ->
          request.error(StanzaError.of(Condition.BAD_REQUEST, "Nobody is named."));
      case BlockRequest.Entries(Map<Jid, BlockRequest.Report> entries) -> {
        if (!add(account, entries.keySet(), request.stanza().id())) {
          refused.increment();
          yield request.error(
              StanzaError.of(Condition.RESOURCE_CONSTRAINT, "The block list is full."));
        }
        entries.forEach((jid, report) -> {
          if (!report.reason().isEmpty()) reports.made(account, jid, report);
        });
        yield request.result();
      }
    };
  }

  private boolean add(Account account, Set<Jid> entries, String id) {
    return account.change(() -> {
      Blocklist before = Blocking.list(account);
      if (store.add(account.key(), entries, limit) == Stored.OVER_LIMIT) return false;
      Blocklist after = before.with(entries);
      disappear(account, before, after);
      account.put(Blocking.LIST, after);
      Blocking.pushBlock(account, id, entries);
      return true;
    });
  }

  /// §3.3: unavailable presence to those who were allowed to see the account, or got directed
  /// presence of a session, and see it no more.
  private void disappear(Account account, Blocklist before, Blocklist after) {
    Set<Jid> contacts = new LinkedHashSet<>();
    for (Jid contact : seeing(account)) contacts.addAll(after.beyond(before, contact));
    for (Session session : account.sessionArray()) {
      Set<Jid> gone = new LinkedHashSet<>(session.isAvailable() ? contacts : Set.of());
      for (Jid to : session.directed()) {
        if (Blocking.isNeverBlocked(host, account, to)) continue;
        gone.addAll(after.beyond(before, to));
        if (after.covers(to)) session.removeDirected(to);
      }
      for (Jid who : gone) {
        boolean again = who.isFull() && gone.contains(who.bare());
        if (!again) unavailable(session, who);
      }
    }
  }

  private static Collection<Jid> seeing(Account account) {
    return account.roster().items().stream()
        .filter(item ->
            item.subscription() == Subscription.FROM || item.subscription() == Subscription.BOTH)
        .map(RosterItemRecord::jid)
        .toList();
  }

  private void unavailable(Session session, Jid to) {
    // who binds a resource after this was never told of the session, and need not hear that it goes
    if (to.isFull() && host.domains().contains(to.domain()) && !isBound(to)) return;
    host.send(Stanza.presence().from(session.address()).to(to).type("unavailable").build());
  }

  private boolean isBound(Jid full) {
    Account account = host.loadedAccount(full.bare());
    return account != null && account.session(full.resourcepart()) != null;
  }

  /// §3.4, §3.5.
  Stanza unblock(IqRequest request) {
    Account account = request.target();
    return switch (BlockRequest.read(request.payload())) {
      case BlockRequest.Wrong(StanzaError error) -> request.error(error);
      case BlockRequest.Entries(Map<Jid, BlockRequest.Report> entries) -> {
        remove(account, entries.keySet(), request.stanza().id());
        yield request.result();
      }
    };
  }

  private void remove(Account account, Set<Jid> entries, String id) {
    account.change(() -> {
      Blocklist before = Blocking.list(account);
      if (entries.isEmpty()) store.clear(account.key());
      else store.remove(account.key(), entries);
      Blocklist after = entries.isEmpty() ? Blocklist.EMPTY : before.without(entries);
      account.put(Blocking.LIST, after);
      Blocking.pushUnblock(account, id, entries);
      for (RosterItemRecord item : account.roster().items()) {
        for (Jid who : before.beyond(after, item.jid())) reappear(account, item.jid(), who);
      }
      return after;
    });
  }

  /// §3.4: shows the account to a contact or to one resource of it, and asks how they are.
  private void reappear(Account account, Jid contact, Jid who) {
    if (account.roster().isSeenBy(contact)) host.presence().show(account, who);
    if (account.roster().sees(contact)) host.presence().probe(account, who);
  }
}
