package im.viavai.server.web;

/// Which request comes next (XEP-0124 §14.2). One thread.
final class RidWindow {
  /// Where a request belongs.
  enum Place {
    /// It is the next one.
    NEXT,
    /// It came before another that is still to come.
    EARLY,
    /// It came before.
    AGAIN,
    /// It is no request of this session.
    OUTSIDE
  }

  /// 2^53 - 1 (§14.1).
  static final long LARGEST = 9_007_199_254_740_991L;

  private final int size;
  private long last;

  /// @param first the rid of the session creation request
  /// @param size most simultaneous requests
  RidWindow(long first, int size) {
    this.last = first;
    this.size = size;
  }

  /// @param more requests that may come on top of the window (§11)
  Place place(long rid, int more) {
    if (rid < 1 || rid > LARGEST) return Place.OUTSIDE;
    if (rid <= last) return Place.AGAIN;
    if (rid == last + 1) return Place.NEXT;
    return rid - last <= size + more ? Place.EARLY : Place.OUTSIDE;
  }

  /// The next one is being worked on.
  void advance() {
    last++;
  }

  /// The highest rid such that it and all before it have come.
  long last() {
    return last;
  }
}
