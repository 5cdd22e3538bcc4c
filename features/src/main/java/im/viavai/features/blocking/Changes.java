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
      disappear(account, before, after, entries);
      account.put(Blocking.LIST, after);
      Blocking.pushBlock(account, id, entries);
      return true;
    });
  }

  /// §3.3: unavailable presence to those who were allowed to see the account and are not any more.
  private void disappear(Account account, Blocklist before, Blocklist after, Set<Jid> entries) {
    for (Jid contact : seeing(account)) {
      if (after.covers(contact) && !before.covers(contact)) unavailable(account, contact);
    }
    for (Jid entry : entries) {
      if (before.covers(entry)) continue;
      boolean resourceOfContact = entry.isFull() && account.roster().isSeenBy(entry.bare());
      if (resourceOfContact) unavailable(account, entry);
      for (Session session : account.sessionArray()) {
        boolean directed = session.removeDirected(entry);
        boolean saw = directed || (entry.isFull() && session.hasDirected(entry.bare()));
        if (saw && !resourceOfContact) unavailable(session, entry);
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

  private void unavailable(Account account, Jid to) {
    for (Session session : account.sessionArray()) {
      if (session.isAvailable()) unavailable(session, to);
    }
  }

  private void unavailable(Session session, Jid to) {
    host.send(Stanza.presence().from(session.address()).to(to).type("unavailable").build());
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
        Jid contact = item.jid();
        if (!before.covers(contact) || after.covers(contact)) continue;
        reappear(account, contact, contact);
      }
      for (Jid entry : before.entries()) {
        boolean one = entry.isFull() && !before.covers(entry.bare()) && !after.covers(entry);
        if (one) reappear(account, entry.bare(), entry);
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
