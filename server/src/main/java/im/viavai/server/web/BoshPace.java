package im.viavai.server.web;

import im.viavai.xmpp.EventLoop;
import java.time.Duration;

/// How often a client asks without having anything to say (XEP-0124 §11, §12). The loop of its
/// session only.
@EventLoop
final class BoshPace {
  private final boolean polls;
  private final long shortestNanos;
  private boolean lastWasEmpty;
  private long lastAt;

  BoshPace(boolean polls, Duration shortest) {
    this.polls = polls;
    this.shortestNanos = shortest.toNanos();
  }

  /// Whether the next request comes too soon after the one before. Sessions that are no polling
  /// ones are slowed down by their stream like all others.
  ///
  /// @param empty whether the request has neither content nor purpose
  /// @param nothing whether nothing waits for the client
  boolean tooOften(boolean empty, boolean nothing, long now) {
    boolean often = polls && empty && lastWasEmpty && nothing && now - lastAt < shortestNanos;
    lastWasEmpty = empty && nothing;
    lastAt = now;
    return often;
  }
}
