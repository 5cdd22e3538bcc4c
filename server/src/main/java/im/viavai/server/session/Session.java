package im.viavai.server.session;

import im.viavai.server.config.Limits;
import im.viavai.xmpp.Jid;
import im.viavai.xmpp.Stanza;
import im.viavai.xmpp.StreamError;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/// A bound resource (RFC 6120 §7): stamps nothing, routes nothing, only keeps the order of what
/// comes and goes. It lives on without a stream while it can be resumed (XEP-0198 §5).
///
/// [#send] may be called by any thread; what the account's monitor ordered stays in order.
public final class Session {
  /// Above this many stanzas whose writes are under way, reading stops.
  static final int CREDIT = 256;

  private final Jid address;
  private final Account account;
  private final Limits limits;
  private final long number;
  private final long boundMillis;
  private final Attributes attributes = new Attributes();
  private final Acks acks = new Acks();
  private final Mailbox<Stanza> mailbox;
  private final Way way;

  private volatile @Nullable Outlet outlet;
  private volatile @Nullable Stanza presence; // last broadcast, null while unavailable
  private volatile byte priority;
  private volatile boolean managed;
  private volatile boolean ended;
  private volatile long ackWanted = -1; // an <r/> not yet answered in full
  private volatile boolean creditUsedUp; // one reason not to read
  private volatile boolean mailboxFull; // another
  private volatile long inboundBase; // stanzas that came before stream management was switched on
  private long arrived; // the stream's own thread only

  // guarded by the account's monitor
  private boolean catchesUpItself;
  private long readTo;

  // guarded by this
  private @Nullable ArrayDeque<Delivery> outbox;
  private long outboxBytes;
  private long flushedTo; // without stream management: so many of those sent the socket took
  private boolean draining;
  private boolean cut; // over a limit: nothing more is written, and it cannot be resumed
  private @Nullable List<Delivery> unflushed; // written before stream management was switched on
  private @Nullable HeldBack heldBack;
  private boolean inactive;
  private boolean asked;
  private long askedNanos;
  private @Nullable Set<Jid> directed;

  // stanzas in the mailbox that are answered instead of handled; nearly always none
  private volatile @Nullable Refusals refusals;

  /// Stanzas to be answered, oldest first.
  private static final class Refusals {
    private final ArrayDeque<Stanza> stanzas = new ArrayDeque<>(2);
    private final ArrayDeque<Stanza> answers = new ArrayDeque<>(2);
  }

  /// What a session does with the stanzas of its client.
  public interface Way {
    /// Handles it without waiting; false if it would have to wait, having done nothing. Event loop.
    boolean swift(Session session, Stanza stanza);

    /// Handles it and may wait. Virtual thread. Throws nothing.
    void patient(Session session, Stanza stanza);
  }

  /// @param number names this stream among all of this process, not 0
  /// @param boundMillis wall clock, for people to read
  /// @param waiting starts virtual threads
  public Session(
      Jid address,
      Account account,
      Limits limits,
      long number,
      long boundMillis,
      Way way,
      Executor waiting) {
    this.address = address;
    this.account = account;
    this.limits = limits;
    this.number = number;
    this.boundMillis = boundMillis;
    this.way = way;
    this.mailbox =
        new Mailbox<>(
            this::handleSwiftly,
            this::handlePatiently,
            waiting,
            this::mailboxFull,
            this::mailboxLow);
  }

  /// Its full JID.
  public Jid address() {
    return address;
  }

  /// Its account.
  public Account account() {
    return account;
  }

  /// Names this session among all of this process.
  public long number() {
    return number;
  }

  /// When it was bound, wall clock, milliseconds since 1970.
  public long boundMillis() {
    return boundMillis;
  }

  /// What a feature keeps here, null if nothing. Any thread.
  public <T> @Nullable T get(Key<T> key) {
    return attributes.get(key);
  }

  /// Keeps something here for a feature. Any thread.
  public <T> void put(Key<T> key, T value) {
    attributes.put(key, value);
  }

  /// Forgets it. Any thread.
  public void remove(Key<?> key) {
    attributes.remove(key);
  }

  // --- presence ---

  /// Whether it sent initial presence and did not take it back (RFC 6121 §4.2). Any thread.
  public boolean isAvailable() {
    return presence != null;
  }

  /// The presence it broadcast last, `from` its full JID; null while it is not available. Any
  /// thread.
  public @Nullable Stanza presence() {
    return presence;
  }

  /// Its priority, -128 to 127 (RFC 6121 §4.7.2.3).
  public int priority() {
    return priority;
  }

  /// Sets what it broadcast; the line's own, under the account's monitor.
  public void presence(@Nullable Stanza broadcast, int newPriority) {
    presence = broadcast;
    priority = (byte) newPriority;
  }

  /// Remembers somebody who got directed presence (RFC 6121 §4.6). Returns false at the limit.
  public synchronized boolean addDirected(Jid to, int limit) {
    if (directed == null) directed = new HashSet<>();
    return directed.contains(to) || (directed.size() < limit && directed.add(to));
  }

  /// Forgets them, and tells who they were.
  public synchronized List<Jid> takeDirected() {
    List<Jid> all = directed == null ? List.of() : List.copyOf(directed);
    directed = null;
    return all;
  }

  /// Forgets one of them.
  public synchronized boolean removeDirected(Jid to) {
    return directed != null && directed.remove(to);
  }

  /// The client reads what it missed from the archive, so nothing of that has to be delivered to
  /// it: what came until now, not what comes later. Any thread.
  public void catchesUpItself() {
    synchronized (account) {
      catchesUpItself = true;
      readTo = account.lastArchiveId();
    }
  }

  /// The same, where only the archive up to this id was read. Any thread.
  public void catchesUpItself(long upTo) {
    synchronized (account) {
      catchesUpItself = true;
      readTo = Math.max(readTo, upTo);
    }
  }

  /// Whether the client reads what it missed from the archive.
  public boolean isCatchingUpItself() {
    synchronized (account) {
      return catchesUpItself;
    }
  }

  /// Up to where the client read the archive by itself, 0 if it did not; the caller holds the
  /// account's monitor.
  public long readTo() {
    return readTo;
  }

  // --- from the client ---

  /// A stanza came. The stream's own thread only.
  public void received(Stanza stanza) {
    arrived++;
    mailbox.put(stanza);
    if (!creditUsedUp && acks.behind() > CREDIT) {
      creditUsedUp = true;
      reading(Outlet.Reading.PAUSED);
      giveCredit(); // the writes landed meanwhile
    }
  }

  /// A stanza came that cannot be handled: it is answered in its turn, and counted like any other.
  /// The stream's own thread only.
  public void received(Stanza stanza, Stanza answer) {
    Refusals now = refusals;
    if (now == null) refusals = now = new Refusals();
    synchronized (now) {
      now.stanzas.add(stanza);
      now.answers.add(answer);
    }
    received(stanza);
  }

  @SuppressWarnings("ReferenceEquality") // that very stanza
  private boolean isRefused(Stanza stanza) {
    Refusals now = refusals;
    if (now == null) return false;
    Stanza answer;
    synchronized (now) {
      if (now.stanzas.peek() != stanza) return false;
      now.stanzas.remove();
      answer = now.answers.remove();
    }
    send(answer);
    return true;
  }

  private boolean handleSwiftly(Stanza stanza) {
    if (isRefused(stanza)) {
      acks.received();
      return true;
    }
    if (!way.swift(this, stanza)) return false;
    acks.received();
    return true;
  }

  private void handlePatiently(Stanza stanza) {
    if (!isRefused(stanza)) way.patient(this, stanza);
    acks.received();
    if (ackWanted >= 0) acknowledgeFurther();
  }

  /// Runs something when all stanzas that came so far are handled. The stream's own thread.
  public void whenIdle(Runnable task) {
    mailbox.whenEmpty(task);
  }

  private void mailboxFull() {
    mailboxFull = true;
    reading(Outlet.Reading.PAUSED);
  }

  private void mailboxLow() {
    if (!mailboxFull) return;
    mailboxFull = false;
    readAgain();
  }

  private void giveCredit() {
    if (!creditUsedUp || acks.behind() > CREDIT / 2) return;
    creditUsedUp = false;
    readAgain();
  }

  private void readAgain() {
    Outlet now = outlet;
    if (now == null) return;
    now.execute(() -> {
      if (!mailboxFull && !creditUsedUp) now.reading(Outlet.Reading.ON);
    });
  }

  private void reading(Outlet.Reading reading) {
    Outlet now = outlet;
    if (now != null) now.reading(reading);
  }

  /// The number of the stanza being handled, and a promise that [#written] follows: it is not
  /// acknowledged before. May be called several times for one stanza.
  public long writing() {
    long n = acks.next();
    acks.writing(n);
    return n;
  }

  /// A write of stanza `n` is on disk, or was refused and the client told. Any thread.
  public void written(long n) {
    acks.durable(n);
    if (ackWanted >= 0) acknowledgeFurther();
    giveCredit();
  }

  // --- acknowledgement (XEP-0198 §4) ---

  /// Whether stream management is on.
  public boolean isManaged() {
    return managed;
  }

  /// Switches stream management on: from here on both sides count, the stanzas that came before do
  /// not, even if they are not handled yet. The stream's own thread.
  public synchronized void manage() {
    managed = true;
    inboundBase = arrived;
    List<Delivery> before = acks.restart();
    if (!before.isEmpty()) unflushed = before;
  }

  /// Goes on with the counters of an earlier process.
  public synchronized void restore(
      long handled, long confirmed, List<Stanza> unconfirmed, List<Long> archiveIds) {
    managed = true;
    arrived = handled;
    acks.restore(handled, confirmed);
    for (int i = 0; i < unconfirmed.size(); i++) {
      long id = archiveIds.get(i);
      if (id != 0) giveOut(id);
      acks.sent(new Delivery(unconfirmed.get(i), id));
    }
  }

  private void giveOut(long archiveId) {
    account.handover().given(archiveId);
  }

  /// How many of the client's stanzas are handled, durably, since stream management was switched
  /// on.
  public long handled() {
    return Math.max(0, acks.handled() - inboundBase);
  }

  /// How many stanzas to the client it has confirmed.
  public synchronized long confirmed() {
    return acks.confirmed();
  }

  /// How many stanzas were sent to the client since stream management was switched on.
  public synchronized long sent() {
    return acks.confirmed() + acks.open();
  }

  /// What was sent and not confirmed.
  public synchronized List<Stanza> unconfirmed() {
    List<Stanza> all = new ArrayList<>();
    for (Delivery delivery : acks.unconfirmed()) all.add(delivery.stanza());
    return all;
  }

  /// Their archive ids, 0 where there is none.
  public synchronized List<Long> unconfirmedArchiveIds() {
    List<Long> all = new ArrayList<>();
    for (Delivery delivery : acks.unconfirmed()) all.add(delivery.archiveId());
    return all;
  }

  /// The client asks: it is told at once what is durable, and again when the rest is. The stream's
  /// own thread.
  public void ackRequested() {
    long all = arrived - inboundBase;
    ackWanted = all; // before looking: who writes after that tells us
    long handled = handled();
    if (handled >= all) ackWanted = -1;
    acknowledge(handled);
  }

  private void acknowledgeFurther() {
    Outlet now = outlet;
    if (now == null || handled() < ackWanted) return;
    now.execute(() -> {
      long wanted = ackWanted;
      if (wanted < 0 || !isBelow(now)) return;
      long handled = handled();
      if (handled >= wanted) {
        ackWanted = -1;
        acknowledge(handled);
      }
    });
  }

  private void acknowledge(long handled) {
    Outlet now = outlet;
    if (now != null) now.acknowledge(handled & 0xFFFF_FFFFL);
  }

  /// The client says how many stanzas it has (XEP-0198 §4). Returns false if it claims more than
  /// were sent. The stream's own thread.
  public boolean confirmed(long h) {
    List<Delivery> done = new ArrayList<>();
    synchronized (this) {
      long count = (h - acks.confirmed()) & 0xFFFF_FFFFL;
      if (count > acks.open()) return false;
      for (long i = 0; i < count; i++) {
        Delivery delivery = acks.take();
        if (delivery != null && delivery.archiveId() != 0) done.add(delivery);
      }
      asked = false;
    }
    for (Delivery delivery : done) account.confirmed(delivery.archiveId());
    askForTheRest();
    return true;
  }

  /// What was written while the client was answering: without it a client that says only what it is
  /// asked for would leave a long replay waiting for ever.
  private void askForTheRest() {
    Outlet now = outlet;
    if (now == null || !now.onItsThread()) return;
    synchronized (this) {
      if (!managed || asked || acks.open() == 0) return;
      asked = true;
      askedNanos = System.nanoTime();
    }
    now.requestAck();
  }

  /// The socket took everything. A client without stream management confirms nothing, so its stream
  /// calls [#taken] once the other end is known to have it. Returns whether something waits for
  /// that.
  public boolean flushed() {
    List<Delivery> done = List.of();
    boolean waits = false;
    synchronized (this) {
      if (managed) {
        if (unflushed == null) return false;
        done = unflushed;
        unflushed = null;
      } else {
        flushedTo = acks.confirmed() + acks.open();
        waits = acks.open() > 0;
        if (acks.open() > limits.unackedStanzas() / 4) { // never a reason to be cut
          done = takeFlushed();
          waits = false;
        }
      }
    }
    for (Delivery delivery : done) account.confirmed(delivery.archiveId());
    return waits;
  }

  /// The other end of a stream without stream management has what was flushed. The stream's own
  /// thread.
  public void taken() {
    List<Delivery> done;
    synchronized (this) {
      if (managed) return;
      done = takeFlushed();
    }
    for (Delivery delivery : done) account.confirmed(delivery.archiveId());
  }

  private List<Delivery> takeFlushed() {
    List<Delivery> done = new ArrayList<>();
    while (acks.confirmed() < flushedTo) {
      Delivery delivery = acks.take();
      if (delivery == null) break;
      done.add(delivery);
    }
    return done;
  }

  // --- to the client ---

  /// Sends a stanza to the client, in order. Any thread.
  public void send(Stanza stanza) {
    deliver(new Delivery(stanza, 0));
  }

  /// Sends a message that offline delivery watches over; the caller holds the account's monitor.
  public void send(Stanza message, long archiveId) {
    if (archiveId != 0) account.handover().given(archiveId);
    deliver(new Delivery(message, archiveId));
  }

  private void deliver(Delivery delivery) {
    Outlet now;
    synchronized (this) {
      // what has a place in the archive must come out again in giveBack(), whatever happens to us
      if (ended && delivery.archiveId() == 0) return;
      now = outlet;
      if (now == null && !ended) {
        if (cut) account.handover().returned(delivery.archiveId()); // no room: to be given again
        else keep(delivery);
        return;
      }
      if (outbox == null) outbox = new ArrayDeque<>(4);
      outbox.add(delivery);
      outboxBytes += delivery.stanza().size();
      if (draining || cut || now == null) return;
      draining = true;
    }
    start(now);
  }

  private void start(Outlet stream) {
    if (stream.onItsThread()) drain(stream);
    else stream.execute(() -> drain(stream));
  }

  /// While there is no stream: keeps what a resumed stream must get, up to the limit.
  private void keep(Delivery delivery) {
    if (heldBack().offer(delivery) != HeldBack.Choice.SEND) return;
    acks.sent(delivery);
    if (overflows()) cut = true; // it will not be resumed; the sweep ends it
  }

  private HeldBack heldBack() {
    if (heldBack == null) heldBack = new HeldBack();
    return heldBack;
  }

  /// Writes what is in the outbox to its stream. That stream's own thread only.
  private void drain(Outlet to) {
    while (true) {
      List<Delivery> before = List.of();
      Delivery one;
      boolean ask = false;
      boolean overflow;
      synchronized (this) {
        if (!isBelow(to)) return; // it was detached, and what was left is kept
        ArrayDeque<Delivery> box = outbox;
        if (box == null || box.isEmpty() || cut) {
          if (!cut) outbox = null;
          draining = false;
          return;
        }
        one = box.remove();
        outboxBytes -= one.stanza().size();
        boolean writable = to.writable();
        if ((inactive || !writable) && heldBack().offer(one) != HeldBack.Choice.SEND) continue;
        if (heldBack != null && writable) {
          before = heldBack.release();
          heldBack = null;
          for (Delivery held : before) track(held);
        }
        track(one);
        overflow = overflows();
        cut = overflow;
        if (managed && !asked) {
          asked = true;
          askedNanos = System.nanoTime();
          ask = true;
        }
      }
      for (Delivery held : before) to.write(held.stanza());
      to.write(one.stanza());
      if (ask) to.requestAck();
      if (overflow) {
        // P8: cut at the limit, told why; what is archived is read again from the archive
        to.close(
            StreamError.of(
                StreamError.Condition.RESOURCE_CONSTRAINT,
                "too many stanzas are not acknowledged; log in again and read the archive"));
      }
    }
  }

  private void track(Delivery delivery) {
    if (managed || delivery.archiveId() != 0) acks.sent(delivery);
  }

  private boolean overflows() {
    return acks.open() > limits.unackedStanzas()
        || acks.openBytes() > limits.unackedBytes().bytes();
  }

  /// Whether it can take a page of messages without coming near its limits. Any thread.
  public synchronized boolean hasRoom() {
    Outlet now = outlet;
    return !cut
        && (now == null || now.writable())
        && acks.open() + (outbox == null ? 0 : outbox.size()) < limits.unackedStanzas() / 2
        && acks.openBytes() + outboxBytes < limits.unackedBytes().bytes() / 2;
  }

  /// Whether its queue went over a limit, so that it cannot be resumed.
  public synchronized boolean isOverflowing() {
    return cut || overflows();
  }

  /// The client is not looking (XEP-0352 §4): what can wait is held back.
  public synchronized void inactive() {
    inactive = true;
  }

  /// Whether somebody may look at it now: it has a stream, and its client did not say that nobody
  /// does (XEP-0352). Any thread.
  public synchronized boolean isActive() {
    return outlet != null && !inactive;
  }

  /// The client is looking again; sends what was held back.
  public void active() {
    synchronized (this) {
      inactive = false;
    }
    release();
  }

  /// The client reads again; sends what was held back.
  public void writable() {
    synchronized (this) {
      if (inactive) return;
    }
    release();
  }

  private void release() {
    List<Delivery> held;
    Outlet now = outlet;
    synchronized (this) {
      if (heldBack == null || now == null) return;
      held = heldBack.release();
      heldBack = null;
      for (Delivery delivery : held) track(delivery);
    }
    for (Delivery delivery : held) now.write(delivery.stanza());
  }

  // --- the stream below ---

  /// The stream below, null while it is lost. Any thread.
  public @Nullable Outlet outlet() {
    return outlet;
  }

  @SuppressWarnings("ReferenceEquality") // that very stream, not one like it
  private boolean isBelow(Outlet stream) {
    return outlet == stream;
  }

  /// Puts a stream below it. The stream's own thread, or before anything comes from it.
  public void attach(Outlet stream) {
    synchronized (this) {
      outlet = stream;
      inactive = false; // XEP-0352 §5.1: a new or resumed stream is active
      asked = false;
      ackWanted = -1;
    }
    if (mailboxFull || creditUsedUp) {
      stream.execute(() -> {
        if (mailboxFull || creditUsedUp) stream.reading(Outlet.Reading.PAUSED);
      });
    }
  }

  /// After a resumption: writes again what the client did not confirm (XEP-0198 §5), then what was
  /// held back. The stream's own thread.
  public void resend() {
    List<Stanza> again = unconfirmed();
    Outlet now = outlet;
    if (now == null) return;
    for (Stanza stanza : again) now.write(stanza);
    release();
    if (!again.isEmpty()) {
      synchronized (this) {
        asked = true;
        askedNanos = System.nanoTime();
      }
      now.requestAck();
    }
  }

  /// Whether the client was asked for an acknowledgement before that time and has said nothing
  /// since.
  public synchronized boolean isSilentSince(long nanos) {
    return asked && askedNanos - nanos < 0;
  }

  /// The stream is lost; the session waits to be resumed. Returns false if another stream is below
  /// it already.
  public synchronized boolean detach(Outlet stream) {
    if (!isBelow(stream)) return false;
    outlet = null;
    draining = false;
    ArrayDeque<Delivery> left = outbox;
    outbox = null;
    outboxBytes = 0;
    if (left != null) for (Delivery delivery : left) keep(delivery);
    return true;
  }

  /// Marks it as gone for good; returns false if it was already.
  public synchronized boolean end() {
    if (ended) return false;
    ended = true;
    return true;
  }

  /// Whether it is gone for good.
  public boolean isEnded() {
    return ended;
  }

  /// What the client never confirmed goes back: archived messages to be delivered again. Returns
  /// the rest, which has no other place. The caller holds the account's monitor; after [#end].
  public List<Stanza> giveBack() {
    List<Stanza> rest = new ArrayList<>();
    List<Delivery> left = new ArrayList<>();
    synchronized (this) {
      if (unflushed != null) left.addAll(unflushed);
      left.addAll(acks.restart());
      if (outbox != null) left.addAll(outbox);
      unflushed = null;
      outbox = null;
      heldBack = null;
    }
    for (Delivery delivery : left) {
      if (delivery.archiveId() != 0) account.handover().returned(delivery.archiveId());
      else rest.add(delivery.stanza());
    }
    return rest;
  }

  /// Ends the stream with an error. Any thread.
  public void close(StreamError error) {
    Outlet now = outlet;
    if (now != null) now.close(error);
  }

  @Override
  public String toString() {
    return address.toString();
  }
}
