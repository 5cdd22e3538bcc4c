package im.viavai.xmpp;

import java.time.Instant;
import java.util.Optional;

/// Points in time as XMPP writes them (XEP-0082).
public final class Timestamps {
  private Timestamps() {}

  /// UTC with milliseconds: `1969-07-21T02:56:15.000Z`.
  public static String format(Instant instant) {
    throw new UnsupportedOperationException();
  }

  /// Reads a `DateTime` (§3.2), strictly; empty if it is none.
  public static Optional<Instant> parse(String text) {
    throw new UnsupportedOperationException();
  }
}
