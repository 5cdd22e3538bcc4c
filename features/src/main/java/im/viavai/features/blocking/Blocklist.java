package im.viavai.features.blocking;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toSet;

import im.viavai.xmpp.Jid;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Whom an account blocks. Immutable.
final class Blocklist {
  /// Nobody.
  static final Blocklist EMPTY = new Blocklist(Set.of());

  private final Set<Jid> entries;

  /// The resourceparts of the entries that have one, by the bare address or domain before it.
  private final Map<Jid, Set<String>> resources;

  Blocklist(Set<Jid> entries) {
    // CVE-2012-2739: in a set of Set.copyOf what collides is found one after the other
    this.entries = Collections.unmodifiableSet(new HashSet<>(entries));
    this.resources =
        entries.stream()
            .filter(Jid::isFull)
            .collect(groupingBy(Jid::bare, mapping(Jid::resourcepart, toSet())));
  }

  /// As the user gave them.
  Set<Jid> entries() {
    return entries;
  }

  /// Whether this address is blocked, as any of its four kinds of entries (XEP-0191 §6).
  boolean covers(Jid who) {
    if (entries.isEmpty()) return false;
    if (entries.contains(who)) return true;
    if (who.isFull() && entries.contains(who.bare())) return true;
    Jid domain = who.domain();
    return resourcesOf(domain).contains(who.resourcepart()) || entries.contains(domain);
  }

  /// What this list blocks of an address and another does not: all of it, or single resources of a
  /// bare one, whether they are blocked there or everywhere in its domain.
  Collection<Jid> beyond(Blocklist other, Jid who) {
    if (covers(who)) return other.covers(who) ? List.of() : List.of(who);
    if (who.isFull() || resources.isEmpty()) return List.of();
    Set<Jid> single = new HashSet<>();
    for (Jid owner : List.of(who, who.domain())) {
      for (String resource : resourcesOf(owner)) single.add(who.withResourcepart(resource));
    }
    single.removeIf(other::covers);
    return single;
  }

  private Set<String> resourcesOf(Jid owner) {
    return resources.getOrDefault(owner, Set.of());
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
