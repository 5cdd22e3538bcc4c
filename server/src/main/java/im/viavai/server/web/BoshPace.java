package im.viavai.server.web;

import im.viavai.xmpp.EventLoop;
import java.time.Duration;

/// How often a client asks without having anything to say. The loop of its session only.
@EventLoop
final class BoshPace {
  private final BoshTerms terms;
  private final long shortestNanos;
  private boolean lastGotNothing;
  private boolean begun;
  private long lastAt;

  /// @param shortest time between two that say nothing
  BoshPace(BoshTerms terms, Duration shortest) {
    this.terms = terms;
    this.shortestNanos = shortest.toNanos();
  }

  /// Whether the request whose turn it is comes too soon after the one before.
  ///
  /// @param unanswered requests now, with this one
  /// @param nothing whether nothing waits for the client
  boolean tooOften(BoshRequest request, int unanswered, boolean nothing) {
    boolean poll = request.isPoll() && request.rid() != terms.rid();
    boolean soon = begun && Math.abs(request.arrivedAt() - lastAt) < shortestNanos;
    boolean often =
        terms.polls()
            ? lastGotNothing // §12
            : unanswered >= terms.requests() && nothing; // §11
    lastGotNothing = poll && nothing;
    begun = true;
    lastAt = request.arrivedAt();
    return poll && soon && often;
  }
}
