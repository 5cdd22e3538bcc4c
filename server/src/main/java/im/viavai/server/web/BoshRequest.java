package im.viavai.server.web;

import im.viavai.xmpp.EventLoop;
import org.jspecify.annotations.Nullable;

/// One request of a [BoshSession], from its arrival to its answer. The loop of its session only.
@EventLoop
final class BoshRequest {
  private final long rid;
  private final BodyHead head;
  private final byte[] body;
  private @Nullable HttpExchange exchange;
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

  byte[] body() {
    return body;
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
    repeats++;
    return before;
  }

  int repeats() {
    return repeats;
  }
}
