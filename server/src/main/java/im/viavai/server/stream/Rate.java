package im.viavai.server.stream;

/// A token bucket: so many a second in the long run, so many at once. One event loop only.
final class Rate {
  private final double perNano;
  private final double burst;
  private double level;
  private long last;

  /// @param perSecond [Integer#MAX_VALUE] and above: no limit
  Rate(long perSecond, long burst, long nanos) {
    this.perNano = perSecond >= Integer.MAX_VALUE ? Double.POSITIVE_INFINITY : perSecond / 1e9;
    this.burst = burst;
    this.level = burst;
    this.last = nanos;
  }

  /// Takes some; returns how many nanoseconds to wait before more is taken, 0 for none.
  long take(long count, long nanos) {
    if (perNano == Double.POSITIVE_INFINITY) return 0;
    level = Math.min(burst, level + (nanos - last) * perNano) - count;
    last = nanos;
    return level >= 0 ? 0 : (long) (-level / perNano);
  }
}
