package im.viavai.server.session;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What was written to a client and not yet confirmed by it (XEP-0198 §4). A session without stream
/// management keeps only archived messages here, until the other end is known to have them. Guarded
/// by the monitor of [Outgoing].
final class Unconfirmed {
  private @Nullable ArrayDeque<Delivery> open;
  private long bytes;
  private long confirmed;

  /// One more was written.
  void add(Delivery delivery) {
    if (open == null) open = new ArrayDeque<>(4);
    open.add(delivery);
    bytes += delivery.stanza().size();
  }

  /// The oldest is confirmed; null if there is none.
  @Nullable Delivery take() {
    if (open == null) return null;
    Delivery oldest = open.poll();
    if (oldest != null) {
      bytes -= oldest.stanza().size();
      confirmed++;
    }
    if (open.isEmpty()) open = null; // an idle session keeps no queue
    return oldest;
  }

  /// Takes all, oldest first, and counts from 0.
  List<Delivery> restart() {
    List<Delivery> all = new ArrayList<>();
    for (Delivery delivery = take(); delivery != null; delivery = take()) all.add(delivery);
    confirmed = 0;
    return all;
  }

  /// Goes on counting where an earlier stream stopped.
  void restore(long confirmedBefore) {
    confirmed = confirmedBefore;
  }

  int count() {
    return open == null ? 0 : open.size();
  }

  long bytes() {
    return bytes;
  }

  /// How many the client has confirmed.
  long confirmed() {
    return confirmed;
  }

  /// How many were written.
  long sent() {
    return confirmed + count();
  }

  List<Delivery> all() {
    return open == null ? List.of() : List.copyOf(open);
  }
}
