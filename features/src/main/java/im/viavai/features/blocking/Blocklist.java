package im.viavai.features.blocking;

import im.viavai.xmpp.Jid;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;

/// Whom an account blocks. Immutable.
record Blocklist(Set<Jid> entries) {
  /// Nobody.
  static final Blocklist EMPTY = new Blocklist(Set.of());

  Blocklist {
    entries = Set.copyOf(entries);
  }

  /// Whether this address is blocked (XEP-0191 §6).
  boolean covers(Jid who) {
    if (entries.isEmpty()) return false;
    if (entries.contains(who)) return true;
    if (who.isFull() && entries.contains(who.bare())) return true;
    Jid domain = who.domain();
    if (entries.contains(domain)) return true;
    return who.isFull() && entries.contains(domain.withResourcepart(who.resourcepart()));
  }

  /// With more entries.
  Blocklist with(Collection<Jid> more) {
    Set<Jid> all = new HashSet<>(entries);
    all.addAll(more);
    return new Blocklist(all);
  }

  /// Without these entries.
  Blocklist without(Collection<Jid> fewer) {
    Set<Jid> all = new HashSet<>(entries);
    fewer.forEach(all::remove);
    return new Blocklist(all);
  }
}
