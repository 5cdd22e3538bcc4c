package im.viavai.store.sql;

import im.viavai.xmpp.Jid;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/// Entries that are committed but not yet in the table `entry`. The writer changes it after a
/// commit; any thread reads, and reads it **before** it asks the database, so that an entry that is
/// placed in between is seen once.
final class Recent {
  /// An entry that is not placed.
  ///
  /// @param flags as in the table
  record Entry(
      long archive, long id, long stanza, long stampMillis, long flags, Jid with, String origin) {
    boolean has(long bits) {
      return (flags & bits) == bits;
    }

    /// Only there to be delivered, and delivered up to `cursor`.
    boolean vanished(long cursor) {
      return !has(Flags.ARCHIVED) && has(Flags.OFFLINE) && id <= cursor;
    }
  }

  private static final class Archive {
    private final List<Entry> entries = new ArrayList<>();

    synchronized List<Entry> read() {
      return List.copyOf(entries);
    }

    synchronized void add(Entry entry) {
      entries.add(entry);
    }

    synchronized int placed(long upToStanza) {
      int before = entries.size();
      entries.removeIf(entry -> entry.stanza() <= upToStanza);
      return before - entries.size();
    }

    synchronized boolean isEmpty() {
      return entries.isEmpty();
    }

    synchronized long lastId() {
      return entries.isEmpty() ? 0 : entries.getLast().id();
    }
  }

  private final Map<Long, Archive> archives = new ConcurrentHashMap<>();
  private final AtomicInteger size = new AtomicInteger();

  /// What an archive has now, by id. All of it is above what is placed.
  List<Entry> of(long archive) {
    Archive found = archives.get(archive);
    return found == null ? List.of() : found.read();
  }

  /// The highest id among them, or 0.
  long lastId(long archive) {
    Archive found = archives.get(archive);
    return found == null ? 0 : found.lastId();
  }

  /// How many there are in all archives.
  int size() {
    return size.get();
  }

  /// Archives that have some, in order.
  List<Long> archives() {
    return archives.keySet().stream().sorted().toList();
  }

  /// An entry is committed. Writer's thread only.
  void add(Entry entry) {
    archives.computeIfAbsent(entry.archive(), _ -> new Archive()).add(entry);
    size.incrementAndGet();
  }

  /// Entries of an archive up to a stanza are placed. Writer's thread only.
  void placed(long archive, long upToStanza) {
    Archive found = archives.get(archive);
    if (found == null) {
      return;
    }
    size.addAndGet(-found.placed(upToStanza));
    if (found.isEmpty()) {
      archives.remove(archive);
    }
  }
}
