package im.viavai.server.session;

import java.util.Arrays;

/// Which messages of an account's archive some client has taken: what makes offline delivery
/// (XEP-0160) a view of the archive. Guarded by the account's lock.
///
/// Ids up to [#cursor()] are done with. Above it stand, in rising order, the ids given to a client:
/// open until confirmed. Messages that nobody was there to take are not listed, only the first of
/// them is remembered: from there on they are read again from the archive.
///
/// ```
///   1 2 3 4 | 5 6 7 8 9 10 11      cursor 4; 5, 7 given out; 6 confirmed early
///     done  | . x . ^ waiting      8: nobody was there, read again from here
/// ```
final class Handover {
  /// How many given-out ids are remembered at most. Beyond it the oldest early confirmations are
  /// forgotten, so that a message may be delivered twice, never lost.
  static final int LIMIT = 8192;

  private static final long[] NONE = {};

  private long cursor;
  private long waitingFrom = Long.MAX_VALUE;
  private long[] ids = NONE; // rising by magnitude; a confirmed id is negative
  private int size;

  Handover(long cursor) {
    this.cursor = cursor;
  }

  /// All messages up to this id are done with.
  long cursor() {
    return cursor;
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

  /// A message was given to a client.
  void given(long id) {
    if (id <= cursor) return;
    int at = indexOf(id);
    if (at >= 0) return;
    if (size == LIMIT) drop();
    at = -at - 1;
    if (size == ids.length) ids = Arrays.copyOf(ids, Math.max(8, size * 2));
    System.arraycopy(ids, at, ids, at + 1, size - at);
    ids[at] = id;
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

  /// The client it was given to is gone without confirming it. Returns whether it has to be given
  /// again.
  boolean returned(long id) {
    int at = indexOf(id);
    if (at < 0 || ids[at] < 0) return false;
    remove(at);
    waits(id);
    return true;
  }

  /// A client has it. Returns whether the cursor moved.
  boolean confirmed(long id) {
    int at = indexOf(id);
    if (at < 0) return false;
    ids[at] = -id;
    return advance();
  }

  /// Whether it must not be given again: a client has it, or is being given it.
  boolean isTaken(long id) {
    return id <= cursor || indexOf(id) >= 0;
  }

  /// Nothing up to and including this id has to be delivered any more.
  void skipTo(long id) {
    if (waitingFrom <= id) waitingFrom = Long.MAX_VALUE;
    int passed = 0;
    while (passed < size && Math.abs(ids[passed]) <= id) passed++;
    System.arraycopy(ids, passed, ids, 0, size - passed);
    size -= passed;
    cursor = Math.max(cursor, id);
    advance();
  }

  private boolean advance() {
    long before = cursor;
    int passed = 0;
    while (passed < size && ids[passed] < 0 && -ids[passed] < waitingFrom) cursor = -ids[passed++];
    if (passed > 0) {
      System.arraycopy(ids, passed, ids, 0, size - passed);
      size -= passed;
      if (size == 0 && ids.length > 64) ids = NONE;
    }
    return cursor != before;
  }

  /// Like [Arrays#binarySearch], by magnitude, from the end, where the answer usually is.
  private int indexOf(long id) {
    int at = size - 1;
    while (at >= 0 && Math.abs(ids[at]) > id) at--;
    return at >= 0 && Math.abs(ids[at]) == id ? at : -(at + 1) - 1;
  }

  private void drop() {
    for (int i = 0; i < size; i++) {
      if (ids[i] < 0) {
        remove(i);
        return;
      }
    }
    waits(ids[0]);
    remove(0);
  }

  private void remove(int at) {
    System.arraycopy(ids, at + 1, ids, at, size - at - 1);
    size--;
  }
}
