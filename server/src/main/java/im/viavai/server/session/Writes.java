package im.viavai.server.session;

import java.util.Arrays;

/// The numbers of writes that are under way: given to the store, not yet on disk. Any thread.
final class Writes {
  private static final long[] NONE = {};

  private long[] open = NONE;
  private int size;

  /// One more is under way. A number may be there several times.
  synchronized void begin(long number) {
    if (size == open.length) open = Arrays.copyOf(open, Math.max(4, size * 2));
    open[size++] = number;
  }

  /// One of that number has ended. They may end in any order.
  synchronized void end(long number) {
    for (int i = 0; i < size; i++) {
      if (open[i] != number) continue;
      System.arraycopy(open, i + 1, open, i, size - i - 1);
      size--;
      if (size == 0 && open.length > 8) open = NONE; // what idles stays small
      return;
    }
  }

  /// The lowest under way, [Long#MAX_VALUE] if none is.
  synchronized long lowest() {
    long lowest = Long.MAX_VALUE;
    for (int i = 0; i < size; i++) lowest = Math.min(lowest, open[i]);
    return lowest;
  }
}
