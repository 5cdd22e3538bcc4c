package im.viavai.server.net;

/// A rate with a burst. Not safe for several threads.
final class TokenBucket {

  private static final double NANOS = 1e9;

  private final double perSecond;
  private final double burst;
  private double tokens;
  private long filledAt;

  TokenBucket(int perSecond, int burst, long now) {
    this.perSecond = perSecond;
    this.burst = burst;
    this.tokens = burst;
    this.filledAt = now;
  }

  /// Takes one token if there is one.
  boolean take(long now) {
    fill(now);
    if (tokens < 1) {
      return false;
    }
    tokens--;
    return true;
  }

  /// Whether it is as good as a new one.
  boolean full(long now) {
    fill(now);
    return tokens >= burst;
  }

  /// Nanoseconds until there is a token.
  long nanosUntilNext(long now) {
    fill(now);
    return tokens >= 1 ? 0 : (long) Math.ceil((1 - tokens) / perSecond * NANOS);
  }

  private void fill(long now) {
    tokens = Math.min(burst, tokens + (now - filledAt) / NANOS * perSecond);
    filledAt = now;
  }
}
