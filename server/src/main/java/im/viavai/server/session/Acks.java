package im.viavai.server.session;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The counters and the queue of stream management (XEP-0198 §4) of one session.
///
/// Inbound, "handled" means: whatever the stanza made durable is on disk. The first stanza whose
/// write is under way holds the count back, whatever became of later ones.
///
/// Outbound, what was written stays here until the client confirms it. A session without stream
/// management keeps only archived messages here, until the socket took them.
final class Acks {
  private final Writes writes = new Writes();
  private volatile long received; // written by the session's mailbox only

  // outbound, guarded by the session's monitor
  private @Nullable ArrayDeque<Delivery> open;
  private long openBytes;
  private long confirmed;

  /// One more stanza from the client was handled, apart from writes that it began.
  @SuppressWarnings("NonAtomicVolatileUpdate") // one mailbox, one writer at a time
  void received() {
    received++;
  }

  /// The number the stanza being handled now will have.
  long next() {
    return received + 1;
  }

  /// A write of stanza number `n` is under way.
  void writing(long n) {
    writes.begin(n);
  }

  /// A write of stanza number `n` is on disk, or was refused.
  void durable(long n) {
    writes.end(n);
  }

  /// How many stanzas are handled, durably; never goes back. Any thread.
  long handled() {
    long all = received; // first: the writes of those counted here began before
    return Math.min(all, writes.lowest() - 1);
  }

  /// How many numbers lie between the first write under way and the newest stanza.
  long behind() {
    return received - handled();
  }

  /// Goes on counting where an earlier stream stopped.
  void restore(long handled, long confirmedOut) {
    received = handled;
    confirmed = confirmedOut;
  }

  void sent(Delivery delivery) {
    if (open == null) open = new ArrayDeque<>(4);
    open.add(delivery);
    openBytes += delivery.stanza().size();
  }

  /// Takes the oldest, null if there is none.
  @Nullable Delivery take() {
    if (open == null) return null;
    Delivery oldest = open.poll();
    if (oldest != null) {
      openBytes -= oldest.stanza().size();
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

  int open() {
    return open == null ? 0 : open.size();
  }

  long openBytes() {
    return openBytes;
  }

  /// How many of the stanzas sent the client has confirmed.
  long confirmed() {
    return confirmed;
  }

  List<Delivery> unconfirmed() {
    return open == null ? List.of() : List.copyOf(open);
  }
}
