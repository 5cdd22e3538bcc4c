package im.viavai.store;

import im.viavai.xmpp.Jid;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Map;

/// How long archives are kept. The rule of the account counts, else that of its domain, else the
/// standard one.
///
/// @param standard for everybody else
/// @param domains by domainpart
/// @param accounts by bare JID
/// @param undelivered for messages that wait for an account to come back, which the other rules
///   leave alone
public record Retention(
    Duration standard,
    Map<String, Duration> domains,
    Map<Jid, Duration> accounts,
    Duration undelivered) {
  /// Never purged.
  public static final Duration FOREVER = ChronoUnit.FOREVER.getDuration();

  /// Copies the maps.
  public Retention {
    domains = Map.copyOf(domains);
    accounts = Map.copyOf(accounts);
  }

  /// The same rule for all, undelivered messages for ever.
  public static Retention of(Duration standard) {
    return new Retention(standard, Map.of(), Map.of(), FOREVER);
  }

  /// What applies to an account.
  public Duration of(Jid bare) {
    Duration own = accounts.get(bare);
    return own != null ? own : domains.getOrDefault(bare.domainpart(), standard);
  }
}
