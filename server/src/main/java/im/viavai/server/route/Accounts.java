package im.viavai.server.route;

import im.viavai.server.session.Account;
import im.viavai.server.session.ArchiveIds;
import im.viavai.server.session.Key;
import im.viavai.server.session.Roster;
import im.viavai.store.AccountRecord;
import im.viavai.store.AccountStore;
import im.viavai.store.RosterRecord;
import im.viavai.store.RosterStore;
import im.viavai.store.Store;
import im.viavai.xmpp.Jid;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// The accounts in memory: every one with a session, and others as long as there is room. One
/// object per account.
///
/// Names without an account are remembered too, so that a flood to them does not reach the disk.
public final class Accounts {
  /// Accounts without a session kept in memory.
  static final int IDLE_LIMIT = 20_000;

  /// Names known not to exist.
  static final int UNKNOWN_LIMIT = 10_000;

  private final AccountStore accounts;
  private final RosterStore rosters;
  private final ArchiveIds archiveIds;
  private final Map<Jid, Account> loaded = new ConcurrentHashMap<>();
  private final Map<Jid, Boolean> unknown = new ConcurrentHashMap<>();
  private final AtomicLong changes = new AtomicLong();
  private final List<Part<?>> parts = new ArrayList<>();
  private volatile int roomFor = IDLE_LIMIT;

  private record Part<T>(String domain, Key<T> key, Function<Account, T> loader) {
    void load(Account account) {
      account.put(key, loader.apply(account));
    }
  }

  /// What became of a look-up in memory.
  enum Known {
    /// There is no such account.
    NO,
    /// Only the store knows.
    PERHAPS
  }

  Accounts(Store store, ArchiveIds archiveIds) {
    this.archiveIds = archiveIds;
    this.accounts = store.port(AccountStore.class);
    this.rosters = store.port(RosterStore.class);
  }

  <T> void keep(Jid domain, Key<T> key, Function<Account, T> loader) {
    parts.add(new Part<>(domain.domainpart(), key, loader));
  }

  /// The account if it is in memory. Any thread, never waits.
  @Nullable Account loaded(Jid bare) {
    Account account = loaded.get(bare);
    return account == null || account.isGone() ? null : account;
  }

  /// When [#loaded] has none: whether there may be one.
  Known known(Jid bare) {
    return unknown.containsKey(bare) ? Known.NO : Known.PERHAPS;
  }

  /// The account, from the store if it must be. May wait.
  Optional<Account> load(Jid bare) {
    Account there = loaded(bare);
    if (there != null) return Optional.of(there);
    if (unknown.containsKey(bare)) return Optional.empty();
    long before = changes.get();
    Account account =
        loaded.compute(bare, (jid, now) -> now != null && !now.isGone() ? now : fromStore(jid));
    if (account == null) {
      if (unknown.size() >= UNKNOWN_LIMIT) unknown.clear();
      unknown.put(bare, true);
      if (changes.get() != before) unknown.remove(bare); // it may have been made meanwhile
      return Optional.empty();
    }
    if (loaded.size() > roomFor) makeRoom();
    return Optional.of(account);
  }

  private @Nullable Account fromStore(Jid bare) {
    AccountRecord record = accounts.find(bare).orElse(null);
    if (record == null) return null;
    Roster roster =
        record.rosterVersion() == 0
            ? Roster.of(new RosterRecord(0, List.of()))
            : Roster.of(rosters.load(record.key()));
    Account account = new Account(bare, record, roster, archiveIds);
    for (Part<?> part : parts) if (part.domain.equals(bare.domainpart())) part.load(account);
    return account;
  }

  /// Accounts were made: forget that there were none. Whoever makes accounts calls it after they
  /// are stored.
  public void created() {
    changes.incrementAndGet();
    unknown.clear();
  }

  /// An account was removed.
  void removed(Account account) {
    account.removed();
    loaded.remove(account.address(), account);
  }

  /// All in memory, for counting and for ending.
  public Iterable<Account> all() {
    return loaded.values();
  }

  /// Lets those without a session go until there is room for some again. It walks over all, so it
  /// sets a mark first below which nobody walks.
  private synchronized void makeRoom() {
    if (loaded.size() <= roomFor) return;
    int idle = 0;
    for (Account account : loaded.values()) if (!account.hasSessions()) idle++;
    int surplus = idle - IDLE_LIMIT * 9 / 10;
    Iterator<Account> all = loaded.values().iterator();
    while (surplus > 0 && all.hasNext()) {
      if (all.next().leave()) {
        all.remove();
        surplus--;
      }
    }
    roomFor = Math.max(IDLE_LIMIT, loaded.size() + IDLE_LIMIT / 10);
  }
}
