package im.viavai.server.session;

import im.viavai.store.RosterItemRecord;
import im.viavai.store.RosterItemRecord.Subscription;
import im.viavai.store.RosterRecord;
import im.viavai.xmpp.Jid;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The contacts of an account in memory (RFC 6121 §2). Immutable.
public final class Roster {
  private final long version;
  private final Map<Jid, RosterItemRecord> items;

  private Roster(long version, Map<Jid, RosterItemRecord> items) {
    this.version = version;
    this.items = items;
  }

  /// As it lies in the store.
  public static Roster of(RosterRecord record) {
    if (record.items().isEmpty()) return new Roster(record.version(), Map.of());
    Map<Jid, RosterItemRecord> items = new LinkedHashMap<>(record.items().size() * 4 / 3 + 1);
    for (RosterItemRecord item : record.items()) items.put(item.jid(), item);
    return new Roster(record.version(), items);
  }

  /// The number of its last change, 0 if it never changed.
  public long version() {
    return version;
  }

  /// All items, in no order.
  public Collection<RosterItemRecord> items() {
    return items.values();
  }

  /// The item of a contact, by bare JID.
  public Optional<RosterItemRecord> item(Jid bare) {
    return Optional.ofNullable(items.get(bare));
  }

  /// Whether that contact sees the account's presence (`from` or `both`).
  public boolean isSeenBy(Jid bare) {
    return sees(items.get(bare), Subscription.FROM);
  }

  /// Whether the account sees that contact's presence (`to` or `both`).
  public boolean sees(Jid bare) {
    return sees(items.get(bare), Subscription.TO);
  }

  private static boolean sees(@Nullable RosterItemRecord item, Subscription one) {
    return item != null && (item.subscription() == one || item.subscription() == Subscription.BOTH);
  }

  /// Whether there is an item of this contact.
  public boolean contains(Jid bare) {
    return items.containsKey(bare);
  }

  /// How many items there are.
  public int size() {
    return items.size();
  }

  /// With an item added or replaced.
  public Roster with(RosterItemRecord item, long newVersion) {
    Map<Jid, RosterItemRecord> changed = new LinkedHashMap<>(items);
    changed.put(item.jid(), item);
    return new Roster(newVersion, changed);
  }

  /// Without the item of a contact.
  public Roster without(Jid contact, long newVersion) {
    Map<Jid, RosterItemRecord> changed = new LinkedHashMap<>(items);
    changed.remove(contact);
    return new Roster(newVersion, changed);
  }
}
