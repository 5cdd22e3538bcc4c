package im.viavai.server.route;

import im.viavai.server.session.Account;
import im.viavai.xmpp.Jid;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The domains served here. Filled before the first connection, then read by any thread.
final class Hosts {
  private final Map<String, LocalHost> byDomain = new LinkedHashMap<>();
  private final Accounts accounts;

  Hosts(Accounts accounts) {
    this.accounts = accounts;
  }

  void add(LocalHost host) {
    byDomain.put(host.domain().domainpart(), host);
  }

  Collection<LocalHost> all() {
    return byDomain.values();
  }

  /// The host of a domain, null if it is not served here.
  @Nullable LocalHost find(String domain) {
    return byDomain.get(domain);
  }

  /// The host of a local address.
  LocalHost of(Jid local) {
    LocalHost host = byDomain.get(local.domainpart());
    if (host == null)
      throw new IllegalArgumentException(local.domainpart() + " is not served here");
    return host;
  }

  /// Whom an address belongs to. With [Patience#SWIFT] it never waits and may answer
  /// [Whom#UNKNOWN_YET].
  Whom whom(Jid to, Patience patience) {
    LocalHost host = byDomain.get(to.domainpart());
    if (host == null) return Whom.ELSEWHERE;
    if (to.localpart().isEmpty()) return host.itself();
    Jid bare = to.bare();
    Account there = accounts.loaded(bare);
    if (there != null) return new Whom.Local(there);
    if (accounts.known(bare) == Accounts.Known.NO) return Whom.NOBODY;
    if (patience == Patience.SWIFT) return Whom.UNKNOWN_YET;
    return accounts.load(bare).<Whom>map(Whom.Local::new).orElse(Whom.NOBODY);
  }
}
