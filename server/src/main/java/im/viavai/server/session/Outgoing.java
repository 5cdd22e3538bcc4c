package im.viavai.server.session;

import im.viavai.server.config.Limits;
import im.viavai.xmpp.Stanza;
import im.viavai.xmpp.StreamError;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What goes to a client: from whatever thread into the outbox, from there in order to the stream
/// below, and kept until the client confirms it (XEP-0198 §4).
///
/// ```
/// send > outbox > [held back] > unconfirmed > stream      while there is a stream
/// send >          [held back] > unconfirmed               while it waits to be resumed
/// ```
final class Outgoing {
  private final Account account;
  private final Limits limits;

  private volatile @Nullable Outlet outlet;
  private volatile boolean managed;
  private volatile boolean ended;

  // guarded by this
  private final Unconfirmed unconfirmed = new Unconfirmed();
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

  Outgoing(Account account, Limits limits) {
    this.account = account;
    this.limits = limits;
  }

  // --- the way out ---

  void send(Delivery delivery) {
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
    if (now.onItsThread()) drain(now);
    else now.execute(() -> drain(now));
  }

  /// While there is no stream: keeps what a resumed stream must get, up to the limit.
  private void keep(Delivery delivery) {
    if (heldBack().offer(delivery) != HeldBack.Choice.SEND) return;
    unconfirmed.add(delivery);
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
      boolean ask;
      boolean overflow;
      synchronized (this) {
        if (!isAbove(to)) return; // it was detached, and what was left is kept
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
        if (heldBack != null && writable) before = releaseHeldBack();
        track(one);
        overflow = overflows();
        cut = overflow;
        ask = managed && !asked;
        if (ask) noteAsked();
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
    if (managed || delivery.archiveId() != 0) unconfirmed.add(delivery);
  }

  private boolean overflows() {
    return unconfirmed.count() > limits.unackedStanzas()
        || unconfirmed.bytes() > limits.unackedBytes().bytes();
  }

  synchronized boolean hasRoom() {
    Outlet now = outlet;
    return !cut
        && (now == null || now.writable())
        && unconfirmed.count() + (outbox == null ? 0 : outbox.size()) < limits.unackedStanzas() / 2
        && unconfirmed.bytes() + outboxBytes < limits.unackedBytes().bytes() / 2;
  }

  synchronized boolean isOverflowing() {
    return cut || overflows();
  }

  // --- held back (XEP-0352) ---

  synchronized void inactive() {
    inactive = true;
  }

  synchronized boolean isActive() {
    return outlet != null && !inactive;
  }

  void active() {
    synchronized (this) {
      inactive = false;
    }
    release();
  }

  void writable() {
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
      held = releaseHeldBack();
    }
    for (Delivery delivery : held) now.write(delivery.stanza());
  }

  private List<Delivery> releaseHeldBack() {
    List<Delivery> held = heldBack().release();
    heldBack = null;
    for (Delivery delivery : held) track(delivery);
    return held;
  }

  // --- confirmed by the client (XEP-0198 §4) ---

  boolean isManaged() {
    return managed;
  }

  synchronized void manage() {
    managed = true;
    List<Delivery> before = unconfirmed.restart();
    if (!before.isEmpty()) unflushed = before;
  }

  synchronized void restore(long confirmedBefore, List<Stanza> stanzas, List<Long> archiveIds) {
    managed = true;
    unconfirmed.restore(confirmedBefore);
    for (int i = 0; i < stanzas.size(); i++) {
      long id = archiveIds.get(i);
      if (id != 0) account.handover().given(id);
      unconfirmed.add(new Delivery(stanzas.get(i), id));
    }
  }

  synchronized long confirmed() {
    return unconfirmed.confirmed();
  }

  synchronized long sent() {
    return unconfirmed.sent();
  }

  synchronized List<Delivery> unconfirmed() {
    return unconfirmed.all();
  }

  boolean confirmed(long h) {
    List<Delivery> done = new ArrayList<>();
    synchronized (this) {
      long count = (h - unconfirmed.confirmed()) & 0xFFFF_FFFFL;
      if (count > unconfirmed.count()) return false;
      for (long i = 0; i < count; i++) {
        Delivery delivery = unconfirmed.take();
        if (delivery != null && delivery.archiveId() != 0) done.add(delivery);
      }
      asked = false;
    }
    tellAccount(done);
    askForTheRest();
    return true;
  }

  private void tellAccount(List<Delivery> done) {
    for (Delivery delivery : done) account.confirmed(delivery.archiveId());
  }

  /// What was written while the client was answering: without it a client that says only what it is
  /// asked for would leave a long replay waiting for ever.
  private void askForTheRest() {
    Outlet now = outlet;
    if (now == null || !now.onItsThread()) return;
    synchronized (this) {
      if (!managed || asked || unconfirmed.count() == 0) return;
      noteAsked();
    }
    now.requestAck();
  }

  private void noteAsked() {
    asked = true;
    askedNanos = System.nanoTime();
  }

  synchronized boolean isSilentSince(long nanos) {
    return asked && askedNanos - nanos < 0;
  }

  // --- taken by the socket ---

  boolean flushed() {
    List<Delivery> done = List.of();
    boolean waits = false;
    synchronized (this) {
      if (managed) {
        if (unflushed == null) return false;
        done = unflushed;
        unflushed = null;
      } else {
        flushedTo = unconfirmed.sent();
        waits = unconfirmed.count() > 0;
        if (unconfirmed.count() > limits.unackedStanzas() / 4) { // never a reason to be cut
          done = takeFlushed();
          waits = false;
        }
      }
    }
    tellAccount(done);
    return waits;
  }

  void taken() {
    List<Delivery> done;
    synchronized (this) {
      if (managed) return;
      done = takeFlushed();
    }
    tellAccount(done);
  }

  private List<Delivery> takeFlushed() {
    List<Delivery> done = new ArrayList<>();
    while (unconfirmed.confirmed() < flushedTo) {
      Delivery delivery = unconfirmed.take();
      if (delivery == null) break;
      done.add(delivery);
    }
    return done;
  }

  // --- the stream below ---

  @Nullable Outlet outlet() {
    return outlet;
  }

  @SuppressWarnings("ReferenceEquality") // that very stream, not one like it
  boolean isAbove(Outlet stream) {
    return outlet == stream;
  }

  synchronized boolean attach(Outlet stream) {
    if (ended) return false;
    outlet = stream;
    inactive = false; // XEP-0352 §5.1: a new or resumed stream is active
    asked = false;
    return true;
  }

  void resend() {
    List<Delivery> again = unconfirmed();
    Outlet now = outlet;
    if (now == null) return;
    for (Delivery delivery : again) now.write(delivery.stanza());
    release();
    if (!again.isEmpty()) {
      synchronized (this) {
        noteAsked();
      }
      now.requestAck();
    }
  }

  synchronized boolean detach(Outlet stream) {
    if (!isAbove(stream)) return false;
    outlet = null;
    draining = false;
    ArrayDeque<Delivery> left = outbox;
    outbox = null;
    outboxBytes = 0;
    if (left != null) for (Delivery delivery : left) keep(delivery);
    return true;
  }

  synchronized boolean end() {
    if (ended) return false;
    ended = true;
    return true;
  }

  boolean isEnded() {
    return ended;
  }

  List<Stanza> giveBack() {
    List<Stanza> rest = new ArrayList<>();
    List<Delivery> left = new ArrayList<>();
    synchronized (this) {
      if (unflushed != null) left.addAll(unflushed);
      left.addAll(unconfirmed.restart());
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
}
