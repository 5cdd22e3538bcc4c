package im.viavai.store.sql;

import im.viavai.store.StoreUnavailable;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Small changes that may be lost in a crash and so wait for a commit that happens anyway, at most
/// one for each key: the last one, or what it makes of the one before. Any thread may put and look,
/// the writer applies.
final class Later {
  /// Most keys waiting; at the limit a further one is refused, which only happens while the
  /// database takes no writes.
  static final int LIMIT = 65_536;

  /// How many may wait before they are written without a further delay.
  static final int ENOUGH = 1024;

  /// A change that waits.
  interface Change {
    /// What is left to do when there is an older change of the same key.
    Change after(Change older);

    void apply(Sql sql) throws SQLException;
  }

  /// A change and its key, taken from the map but still in it until the commit.
  record Taken(Object key, Change change) {}

  private final Map<Object, Change> waiting = new ConcurrentHashMap<>();
  private final long delayNanos;
  private volatile long oldestNanos;

  Later(long delayNanos) {
    this.delayNanos = delayNanos;
  }

  void put(Object key, Change change) {
    if (waiting.isEmpty()) {
      oldestNanos = System.nanoTime();
    }
    if (waiting.size() >= LIMIT && !waiting.containsKey(key)) {
      throw new StoreUnavailable("too many small changes wait for a commit, this one is dropped");
    }
    waiting.merge(key, change, (older, newer) -> newer.after(older));
  }

  /// The change that waits under a key.
  @Nullable Change look(Object key) {
    return waiting.get(key);
  }

  /// All that wait, in no order.
  void forEach(Consumer<Change> action) {
    waiting.values().forEach(action);
  }

  boolean isEmpty() {
    return waiting.isEmpty();
  }

  /// Whether it is time to write them.
  boolean due() {
    return !waiting.isEmpty()
        && (waiting.size() >= ENOUGH || System.nanoTime() - oldestNanos >= delayNanos);
  }

  /// Some of them, to be applied now.
  List<Taken> take(int limit) {
    List<Taken> taken = new ArrayList<>();
    for (Map.Entry<Object, Change> entry : waiting.entrySet()) {
      if (taken.size() == limit) {
        break;
      }
      taken.add(new Taken(entry.getKey(), entry.getValue()));
    }
    return taken;
  }

  /// They are committed. What was put meanwhile stays.
  void written(List<Taken> taken) {
    for (Taken each : taken) {
      waiting.remove(each.key(), each.change());
    }
    oldestNanos = System.nanoTime();
  }

  /// What waits under a key is no longer wanted.
  void forget(Object key) {
    waiting.remove(key);
  }

  /// One of them can never be written.
  void drop(Taken taken) {
    waiting.remove(taken.key(), taken.change());
  }
}
