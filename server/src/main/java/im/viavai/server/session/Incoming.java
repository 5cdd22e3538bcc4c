package im.viavai.server.session;

import im.viavai.xmpp.Stanza;
import java.util.ArrayDeque;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/// What a client sends: handled in order, counted and acknowledged (XEP-0198 §4), and slowed down
/// when its mailbox or its writes pile up.
///
/// "Handled" means: whatever the stanza made durable is on disk. The first stanza whose write is
/// under way holds the count back, whatever became of later ones.
final class Incoming {
  /// Above this many stanzas whose writes are under way, reading stops.
  static final int CREDIT = 256;

  private final Session session;
  private final Session.Way way;
  private final Mailbox<Stanza> mailbox;
  private final Writes writes = new Writes();
  private long arrived; // the stream's own thread only
  private volatile long passed; // through the mailbox, apart from writes; written there only
  private volatile long base; // so many came before stream management was switched on
  private volatile long ackWanted = -1; // an <r/> not yet answered in full
  private volatile boolean creditUsedUp; // one reason not to read
  private volatile boolean mailboxFull; // another

  // stanzas in the mailbox that are answered instead of handled; nearly always none
  private volatile @Nullable Refusals refusals;

  /// Stanzas to be answered, oldest first.
  private static final class Refusals {
    private final ArrayDeque<Stanza> stanzas = new ArrayDeque<>(2);
    private final ArrayDeque<Stanza> answers = new ArrayDeque<>(2);
  }

  /// @param waiting starts virtual threads
  Incoming(Session session, Session.Way way, Executor waiting) {
    this.session = session;
    this.way = way;
    this.mailbox =
        new Mailbox<>(
            this::handleSwiftly,
            this::handlePatiently,
            waiting,
            this::mailboxFull,
            this::mailboxLow);
  }

  // --- the way in ---

  /// A stanza came. The stream's own thread only.
  void received(Stanza stanza) {
    arrived++;
    mailbox.put(stanza);
    if (!creditUsedUp && behind() > CREDIT) {
      creditUsedUp = true;
      reading(Outlet.Reading.PAUSED);
      giveCredit(); // the writes landed meanwhile
    }
  }

  /// A stanza came that is answered in its turn instead of handled. The stream's own thread only.
  void received(Stanza stanza, Stanza answer) {
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
    session.send(answer);
    return true;
  }

  private boolean handleSwiftly(Stanza stanza) {
    if (!isRefused(stanza) && !way.swift(session, stanza)) return false;
    passed();
    return true;
  }

  private void handlePatiently(Stanza stanza) {
    if (!isRefused(stanza)) way.patient(session, stanza);
    passed();
    if (ackWanted >= 0) acknowledgeFurther();
  }

  @SuppressWarnings("NonAtomicVolatileUpdate") // one mailbox, one writer at a time
  private void passed() {
    passed++;
  }

  /// Runs something when all stanzas that came so far are handled. The stream's own thread.
  void whenIdle(Runnable task) {
    mailbox.whenEmpty(task);
  }

  // --- its writes ---

  /// The number of the stanza being handled, and a promise that [#written] follows.
  long writing() {
    long n = passed + 1;
    writes.begin(n);
    return n;
  }

  /// A write of stanza `n` is on disk, or was refused and the client told. Any thread.
  void written(long n) {
    writes.end(n);
    if (ackWanted >= 0) acknowledgeFurther();
    giveCredit();
  }

  /// How many are handled, durably; never goes back.
  private long durable() {
    long all = passed; // first: the writes of those counted here began before
    return Math.min(all, writes.lowest() - 1);
  }

  /// How many numbers lie between the first write under way and the newest stanza.
  private long behind() {
    return passed - durable();
  }

  // --- reading and not reading ---

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
    if (!creditUsedUp || behind() > CREDIT / 2) return;
    creditUsedUp = false;
    readAgain();
  }

  private void readAgain() {
    Outlet now = session.outlet();
    if (now == null) return;
    now.execute(() -> {
      if (!mailboxFull && !creditUsedUp) now.reading(Outlet.Reading.ON);
    });
  }

  private void reading(Outlet.Reading reading) {
    Outlet now = session.outlet();
    if (now != null) now.reading(reading);
  }

  /// A stream was put below: it reads no faster than the last one did.
  void attached(Outlet stream) {
    if (mailboxFull || creditUsedUp) {
      stream.execute(() -> {
        if (mailboxFull || creditUsedUp) stream.reading(Outlet.Reading.PAUSED);
      });
    }
  }

  // --- acknowledgement ---

  /// From here on stanzas count; those that came before do not, even if they are not handled yet.
  /// The stream's own thread.
  void manage() {
    base = arrived;
  }

  /// Goes on with the counter of an earlier process.
  void restore(long handled) {
    arrived = handled;
    passed = handled;
  }

  /// How many are handled, durably, since stream management was switched on.
  long handled() {
    return Math.max(0, durable() - base);
  }

  /// The client asks: it is told at once what is durable, and again when the rest is. The stream's
  /// own thread.
  void ackRequested() {
    long all = arrived - base;
    ackWanted = all; // before looking: who writes after that tells us
    long handled = handled();
    if (handled >= all) ackWanted = -1;
    acknowledge(handled);
  }

  /// Another stream comes, which has asked for nothing yet.
  void forgetRequest() {
    ackWanted = -1;
  }

  private void acknowledgeFurther() {
    Outlet now = session.outlet();
    if (now == null || handled() < ackWanted) return;
    now.execute(() -> {
      long wanted = ackWanted;
      if (wanted < 0 || !session.isAbove(now)) return;
      long handled = handled();
      if (handled >= wanted) {
        ackWanted = -1;
        acknowledge(handled);
      }
    });
  }

  private void acknowledge(long handled) {
    Outlet now = session.outlet();
    if (now != null) now.acknowledge(handled & 0xFFFF_FFFFL);
  }
}
