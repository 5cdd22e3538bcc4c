package im.viavai.server.web;

import im.viavai.xmpp.EventLoop;
import org.jspecify.annotations.Nullable;

/// One request of a [BoshSession], from its arrival to its answer. The loop of its session only.
@EventLoop
final class BoshRequest {
  private static final byte[] NOTHING = {};

  private final long rid;
  private final BodyHead head;
  private byte[] body;
  private @Nullable HttpExchange exchange;
  private final long arrivedAt = System.nanoTime();
  private long since = arrivedAt;
  private int repeats;

  BoshRequest(long rid, BodyHead head, byte[] body, HttpExchange exchange) {
    this.rid = rid;
    this.head = head;
    this.body = body;
    this.exchange = exchange;
  }

  long rid() {
    return rid;
  }

  BodyHead head() {
    return head;
  }

  /// Its bytes, once: whoever takes them has them.
  byte[] takeBody() {
    byte[] taken = body;
    body = NOTHING;
    return taken;
  }

  long arrivedAt() {
    return arrivedAt;
  }

  /// Since when the client waits for its answer: it may have asked again.
  long since() {
    return since;
  }

  /// Whether it says nothing and wants nothing but an answer.
  boolean isPoll() {
    return head.empty() && !head.restarts() && !isLast();
  }

  /// Whether it may come on top of those that are allowed (§11).
  boolean isLast() {
    return head.terminates() || head.has("pause");
  }

  /// Where the answer goes; null when that connection ended.
  @Nullable HttpExchange exchange() {
    return exchange;
  }

  /// Whether the client still waits for the answer.
  boolean attended() {
    return exchange != null;
  }

  /// The connection of this exchange ended; another may have come in its place.
  @SuppressWarnings("ReferenceEquality") // that very exchange
  void gone(HttpExchange ended) {
    if (exchange == ended) exchange = null;
  }

  /// It was sent again (§14.3): the answer goes there.
  ///
  /// @return where it would have gone
  @Nullable HttpExchange repeated(HttpExchange again) {
    HttpExchange before = exchange;
    exchange = again;
    since = System.nanoTime();
    repeats++;
    return before;
  }

  int repeats() {
    return repeats;
  }
}
