package im.viavai.server.net;

import im.viavai.server.net.NetMetrics.Refused;
import java.net.InetAddress;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// Who may connect: the total, and per address a number and a rate. Any thread.
///
/// Addresses with open connections are kept as long as they have some, so their number is bounded
/// by [NetLimits#connections()]; others are kept until their rate has recovered, at most
/// [NetLimits#trackedAddresses()] of them, the oldest going first.
final class Admission {

  private static final class Entry {
    final TokenBucket rate;
    int open;

    Entry(TokenBucket rate) {
      this.rate = rate;
    }
  }

  private final ReentrantLock lock = new ReentrantLock();
  private final NetLimits limits;
  private final LongSupplier nanoTime;
  private final TokenBucket pace;
  private final Map<Long, Entry> connected = new HashMap<>();
  private final LinkedHashMap<Long, Entry> gone = new LinkedHashMap<>();
  private int open;

  Admission(NetLimits limits, LongSupplier nanoTime) {
    this.limits = limits;
    this.nanoTime = nanoTime;
    this.pace =
        new TokenBucket(limits.acceptsPerSecond(), limits.acceptsPerSecond(), nanoTime.getAsLong());
  }

  /// Takes a connection in, or tells why not. One that was taken in must [#leave] once.
  @Nullable Refused enter(InetAddress address) {
    long key = key(address);
    long now = nanoTime.getAsLong();
    lock.lock();
    try {
      if (open >= limits.connections()) {
        return Refused.TOTAL;
      }
      var entry = entry(key, now);
      if (entry.open >= limits.connectionsPerAddress()) {
        return Refused.ADDRESS;
      }
      if (!entry.rate.take(now)) {
        return Refused.ADDRESS_RATE;
      }
      if (entry.open++ == 0) {
        gone.remove(key);
        connected.put(key, entry);
      }
      open++;
      return null;
    } finally {
      lock.unlock();
    }
  }

  /// The end of a connection that was taken in.
  void leave(InetAddress address) {
    long key = key(address);
    lock.lock();
    try {
      var entry = connected.get(key);
      if (entry == null) {
        return;
      }
      open--;
      if (--entry.open == 0) {
        connected.remove(key);
        remember(key, entry);
      }
    } finally {
      lock.unlock();
    }
  }

  /// Counts one accept against the common rate: nanoseconds to wait before the next one, or 0.
  long pace() {
    long now = nanoTime.getAsLong();
    lock.lock();
    try {
      pace.take(now);
      return pace.nanosUntilNext(now);
    } finally {
      lock.unlock();
    }
  }

  /// Addresses known now.
  int tracked() {
    lock.lock();
    try {
      return connected.size() + gone.size();
    } finally {
      lock.unlock();
    }
  }

  private Entry entry(long key, long now) {
    var entry = connected.get(key);
    if (entry == null) {
      entry = gone.get(key);
    }
    if (entry == null) {
      entry =
          new Entry(
              new TokenBucket(
                  limits.acceptsPerSecondPerAddress(), limits.acceptBurstPerAddress(), now));
      remember(key, entry);
    }
    return entry;
  }

  private void remember(long key, Entry entry) {
    gone.put(key, entry);
    long now = nanoTime.getAsLong();
    var oldest = gone.entrySet().iterator();
    while (gone.size() > 1) {
      var candidate = oldest.next();
      if (gone.size() <= limits.trackedAddresses() && !candidate.getValue().rate.full(now)) {
        return;
      }
      oldest.remove();
    }
  }

  /// IPv4 addresses are the numbers below 2^32; those in the /64s from `::` up, which hold loopback
  /// and nobody else, share them.
  private static long key(InetAddress address) {
    byte[] bytes = address.getAddress();
    long key = 0;
    for (int i = 0; i < Math.min(8, bytes.length); i++) {
      key = (key << 8) | (bytes[i] & 0xff);
    }
    return key;
  }
}
