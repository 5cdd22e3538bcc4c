package im.viavai.server.sasl;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;

/// Slows down guessing (T8): counts failed logins per account and address, per address and per
/// network, in token buckets: so many at once, and as many again in the minute after.
///
/// An address is an IPv4 address or an IPv6 /64; a network is an IPv4 /24 or an IPv6 /48. An
/// account is never locked for everybody: whoever guesses from elsewhere does not lock out its
/// owner. Known and unknown accounts count alike. A success forgives the failures of that account
/// from that address, and only these, so that an attacker with an account of his own gains nothing
/// by it.
///
/// Memory is bounded by [#MAX_BUCKETS], about 200 bytes each. Any thread.
public final class LoginGuard {

  /// Buckets remembered; at the limit the one longest untouched goes.
  public static final int MAX_BUCKETS = 100_000;

  /// A network bears so many times the failures of an address.
  static final int ADDRESSES_PER_NETWORK = 5;

  private static final double MINUTE_MILLIS = Duration.ofMinutes(1).toMillis();

  private final int perAccount;
  private final int perAddress;
  private final int perNetwork;
  private final InstantSource clock;
  private final Map<String, Bucket> buckets = new LinkedHashMap<>(64, 0.75f, true);

  /// @param perAccount failures in a minute of one account from one address; `Integer.MAX_VALUE`
  ///   for any
  /// @param perAddress failures in a minute from one address; `Integer.MAX_VALUE` for any
  /// @param clock steps backwards are borne: nothing is refilled then
  public LoginGuard(int perAccount, int perAddress, InstantSource clock) {
    if (perAccount < 1 || perAddress < 1) {
      throw new IllegalArgumentException("limits of failed logins are 1 or more");
    }
    this.perAccount = perAccount;
    this.perAddress = perAddress;
    this.perNetwork = (int) Math.min((long) perAddress * ADDRESSES_PER_NETWORK, Integer.MAX_VALUE);
    this.clock = clock;
  }

  /// Whether another attempt may be made. Costs nothing; only [#failed] counts.
  ///
  /// @param account any stable spelling of the account, normally its bare Jid
  public synchronized boolean permits(String account, InetAddress peer) {
    long now = clock.millis();
    return has(accountKey(account, peer), perAccount, now)
        && has(addressKey(peer), perAddress, now)
        && has(networkKey(peer), perNetwork, now);
  }

  /// Counts a wrong proof, password or token.
  public synchronized void failed(String account, InetAddress peer) {
    long now = clock.millis();
    take(accountKey(account, peer), perAccount, now);
    take(addressKey(peer), perAddress, now);
    take(networkKey(peer), perNetwork, now);
  }

  /// Forgives the account's failures from this address.
  public synchronized void succeeded(String account, InetAddress peer) {
    buckets.remove(accountKey(account, peer));
  }

  /// The buckets held now, for a metric.
  public synchronized int size() {
    return buckets.size();
  }

  private boolean has(String key, int burst, long now) {
    var bucket = buckets.get(key);
    return bucket == null || bucket.level(burst, now) >= 1;
  }

  private void take(String key, int burst, long now) {
    if (burst == Integer.MAX_VALUE) {
      return;
    }
    var bucket = buckets.computeIfAbsent(key, absent -> new Bucket(burst, now));
    bucket.level = Math.max(0, bucket.level(burst, now) - 1);
    bucket.since = now;
    if (buckets.size() > MAX_BUCKETS) {
      var eldest = buckets.keySet().iterator();
      eldest.next();
      eldest.remove();
    }
  }

  private static String accountKey(String account, InetAddress peer) {
    // A name is its sender's choice: 36 characters at most, or MAX_BUCKETS would bound nothing.
    var name =
        account.length() <= 36
            ? account
            : UUID.nameUUIDFromBytes(account.getBytes(UTF_8)).toString();
    return addressKey(peer) + ' ' + name;
  }

  private static String addressKey(InetAddress peer) {
    return prefix(peer, peer instanceof Inet4Address ? 4 : 8);
  }

  private static String networkKey(InetAddress peer) {
    return prefix(peer, peer instanceof Inet4Address ? 3 : 6);
  }

  private static String prefix(InetAddress peer, int bytes) {
    return HexFormat.of().formatHex(Arrays.copyOf(peer.getAddress(), bytes));
  }

  private static final class Bucket {
    private double level;
    private long since;

    Bucket(double level, long since) {
      this.level = level;
      this.since = since;
    }

    double level(int burst, long now) {
      since = Math.min(since, now); // P14: a clock set back does not hold the bucket empty for ever
      return Math.min(burst, level + (now - since) * burst / MINUTE_MILLIS);
    }
  }
}
