package im.viavai.server.session;

import java.util.Arrays;

/// Which messages of an account's archive some client has taken: what makes offline delivery
/// (XEP-0160) a view of the archive. Guarded by the account's monitor.
///
/// Ids up to [#cursor()] are done with. Above it stand, in rising order, the ids given to clients:
/// open until one of them confirms. Messages that nobody was there to take are not listed, only the
/// first of them is remembered: from there on they are read again from the archive.
///
/// ```
///   1 2 3 4 | 5 6 7 8 9 10 11      cursor 4; 5, 7 given out; 6 confirmed early
///     done  | . x . ^ waiting      8: nobody was there, read again from here
/// ```
final class Handover {
  /// How many given-out ids are remembered at most. Beyond it the oldest are forgotten, confirmed
  /// ones first, so that a message may be delivered twice, never lost.
  static final int LIMIT = 8192;

  private static final long[] NOTHING = {};
  private static final byte[] NOBODY = {};
  private static final byte CONFIRMED = 0;

  private long cursor;
  private long waitingFrom = Long.MAX_VALUE;
  private long[] ids = NOTHING; // rising
  private byte[] holders = NOBODY; // how many sessions have it unconfirmed
  private int size;

  Handover(long cursor) {
    this.cursor = cursor;
  }

  /// All messages up to this id are done with.
  long cursor() {
    return cursor;
  }

  /// All messages up to this id are done with, where `last` is the newest there is.
  long doneTo(long last) {
    if (isDone()) return last;
    long open = size == 0 ? Long.MAX_VALUE : ids[0];
    return Math.max(cursor, Math.min(open, waitingFrom) - 1);
  }

  /// Whether every message is done with.
  boolean isDone() {
    return size == 0 && !isBehind();
  }

  /// Whether messages wait in the archive for somebody to take them.
  boolean isBehind() {
    return waitingFrom != Long.MAX_VALUE;
  }

  /// The first message that waits, [Long#MAX_VALUE] if none does.
  long waitingFrom() {
    return waitingFrom;
  }

  /// A message was given to a client; called once for each session that gets it.
  void given(long id) {
    if (id <= cursor) return;
    int at = indexOf(id);
    if (at >= 0) {
      if (holders[at] != CONFIRMED && holders[at] < Byte.MAX_VALUE) holders[at]++;
      return;
    }
    if (size == LIMIT) {
      drop();
      at = indexOf(id);
    }
    at = -at - 1;
    if (size == ids.length) {
      ids = Arrays.copyOf(ids, Math.max(8, size * 2));
      holders = Arrays.copyOf(holders, ids.length);
    }
    System.arraycopy(ids, at, ids, at + 1, size - at);
    System.arraycopy(holders, at, holders, at + 1, size - at);
    ids[at] = id;
    holders[at] = 1;
    size++;
  }

  /// Nobody was there to take it.
  void waits(long id) {
    if (id > cursor && id < waitingFrom) waitingFrom = id;
  }

  /// Everything up to this id was read again; more waits behind it.
  void readAgainTo(long id) {
    if (waitingFrom <= id) waitingFrom = id + 1;
    advance();
  }

  /// Nothing waits any more.
  void caughtUp() {
    waitingFrom = Long.MAX_VALUE;
    advance();
  }

  /// A client it was given to is gone without confirming it. Returns whether it has to be given
  /// again: nobody else has it.
  boolean returned(long id) {
    int at = indexOf(id);
    if (at < 0 || holders[at] == CONFIRMED) return false;
    if (--holders[at] > 0) return false;
    remove(at);
    waits(id);
    return true;
  }

  /// A client has it. Returns whether the cursor moved.
  boolean confirmed(long id) {
    int at = indexOf(id);
    if (at < 0) return false;
    holders[at] = CONFIRMED;
    return advance();
  }

  /// Whether it must not be given again: a client has it, or is being given it.
  boolean isTaken(long id) {
    return id <= cursor || indexOf(id) >= 0;
  }

  private boolean advance() {
    long before = cursor;
    int passed = 0;
    while (passed < size && holders[passed] == CONFIRMED && ids[passed] < waitingFrom) {
      cursor = ids[passed++];
    }
    if (passed > 0) {
      System.arraycopy(ids, passed, ids, 0, size - passed);
      System.arraycopy(holders, passed, holders, 0, size - passed);
      size -= passed;
      if (size == 0 && ids.length > 64) {
        ids = NOTHING;
        holders = NOBODY;
      }
    }
    return cursor != before;
  }

  /// Like [Arrays#binarySearch], from the end, where the answer usually is.
  private int indexOf(long id) {
    int at = size - 1;
    while (at >= 0 && ids[at] > id) at--;
    return at >= 0 && ids[at] == id ? at : -(at + 1) - 1;
  }

  private void drop() {
    for (int i = 0; i < size; i++) {
      if (holders[i] == CONFIRMED) {
        remove(i);
        return;
      }
    }
    waits(ids[0]);
    remove(0);
  }

  private void remove(int at) {
    System.arraycopy(ids, at + 1, ids, at, size - at - 1);
    System.arraycopy(holders, at + 1, holders, at, size - at - 1);
    size--;
  }
}
