package im.viavai.server.session;

import java.util.ArrayDeque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The counters and the queue of stream management (XEP-0198 §4) of one session.
///
/// Inbound, "handled" means: whatever the stanza made durable is on disk. Stanzas whose write is
/// under way hold the count back; later ones that need no write wait with them.
///
/// Outbound, what was written stays here until the client confirms it. A session without stream
/// management keeps only archived messages here, until the socket took them.
final class Acks {
  // inbound: received and lastWriting by the session's mailbox, durable by the store's writer
  // thread
  private volatile long received;
  private volatile long lastWriting;
  private volatile long durable;

  // outbound, guarded by the session's monitor
  private @Nullable ArrayDeque<Delivery> open;
  private long openBytes;
  private long confirmed;

  /// One more stanza from the client was handled; `writing` says whether a write of its is under
  /// way.
  @SuppressWarnings("NonAtomicVolatileUpdate") // one mailbox, one writer at a time
  void received() {
    received++;
  }

  /// The number the stanza being handled now will have.
  long next() {
    return received + 1;
  }

  /// The write of stanza number `n` is under way.
  void writing(long n) {
    lastWriting = n;
  }

  /// The write of stanza number `n` is on disk, and so are all before it.
  void durable(long n) {
    durable = n;
  }

  /// `h`: how many stanzas are handled. Compare modulo 2^32 (XEP-0198 §4).
  long handled() {
    long done = durable;
    return done >= lastWriting ? received : done;
  }

  /// How many numbers lie between the first write under way and the newest stanza.
  long behind() {
    return received - handled();
  }

  /// Goes on counting where an earlier stream stopped.
  void restore(long handled, long confirmedOut) {
    received = handled;
    lastWriting = handled;
    durable = handled;
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
