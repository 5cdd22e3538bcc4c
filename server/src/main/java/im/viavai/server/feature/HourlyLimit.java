package im.viavai.server.feature;

import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// Counts what happens for each key, and lets it happen so often in an hour from the first time.
/// Any thread.
public final class HourlyLimit {
  /// Most keys remembered; at that many nobody new may do anything until hours end.
  static final int KEY_LIMIT = 50_000;

  private static final long HOUR_NANOS = 3_600_000_000_000L;

  private final long allowed;
  private final LongSupplier nanos;
  private final Map<Object, Hour> hours = new HashMap<>();

  private static final class Hour {
    final long began;
    long count;

    Hour(long began) {
      this.began = began;
    }
  }

  /// @param allowed how often in an hour
  /// @param nanos a clock that only goes forward
  public HourlyLimit(long allowed, LongSupplier nanos) {
    this.allowed = allowed;
    this.nanos = nanos;
  }

  /// Whether it may happen once more; counts nothing.
  public synchronized boolean allows(Object key) {
    Hour hour = current(key);
    return hour == null ? hours.size() < KEY_LIMIT || makesRoom() : hour.count < allowed;
  }

  /// Counts once, if it may happen; else returns false.
  public synchronized boolean take(Object key) {
    if (!allows(key) || allowed < 1) return false;
    hours.computeIfAbsent(key, _ -> new Hour(nanos.getAsLong())).count++;
    return true;
  }

  private @Nullable Hour current(Object key) {
    Hour hour = hours.get(key);
    if (hour == null || !isOver(hour)) return hour;
    hours.remove(key);
    return null;
  }

  private boolean isOver(Hour hour) {
    return nanos.getAsLong() - hour.began >= HOUR_NANOS;
  }

  private boolean makesRoom() {
    Iterator<Hour> all = hours.values().iterator();
    while (all.hasNext()) if (isOver(all.next())) all.remove();
    return hours.size() < KEY_LIMIT;
  }
}
