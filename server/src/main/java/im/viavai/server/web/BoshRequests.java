package im.viavai.server.web;

import im.viavai.xmpp.EventLoop;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The requests of a session that are not answered, in order, and the last answers (XEP-0124 §14).
/// The loop of its session only.
///
/// ```
///   arrived --RidWindow--> early (waits for its turn) --> held (waits for an answer) --> answered (a copy, to be asked for again)
/// ```
@EventLoop
final class BoshRequests {
  /// What was answered.
  @SuppressWarnings("ArrayRecordComponent") // never changed
  private record Answered(long rid, byte[] body) {}

  private final int most;
  private final int mostBytes;
  private final RidWindow window;
  private final TreeMap<Long, BoshRequest> early = new TreeMap<>();
  private final ArrayDeque<BoshRequest> held = new ArrayDeque<>();
  private final ArrayDeque<Answered> answered = new ArrayDeque<>();
  private long answeredBytes;

  /// @param first the rid of the session creation request
  /// @param most simultaneous requests, and answers that are kept
  /// @param mostBytes of those answers; the last one is kept however long it is
  BoshRequests(long first, int most, int mostBytes) {
    this.most = most;
    this.mostBytes = mostBytes;
    this.window = new RidWindow(first - 1, most);
  }

  RidWindow.Place place(BoshRequest request) {
    return window.place(request.rid(), request.isLast() ? 1 : 0);
  }

  /// The highest rid such that it and all before it have had their turn.
  long last() {
    return window.last();
  }

  /// One inside the window.
  ///
  /// @return the one with the same rid that was here before, null if it is the first
  @Nullable BoshRequest arrived(BoshRequest request) {
    return early.putIfAbsent(request.rid(), request);
  }

  /// Whose turn it is, if it has come; it is held from now on.
  @Nullable BoshRequest next() {
    BoshRequest next = early.remove(window.last() + 1);
    if (next == null) return null;
    window.advance();
    held.add(next);
    return next;
  }

  /// How many the client waits for.
  int unanswered() {
    return held.size() + early.size();
  }

  /// How many of them have nothing missing before them.
  int inOrder() {
    int count = held.size();
    for (long rid = window.last() + 1; early.containsKey(rid); rid++) count++;
    return count;
  }

  @Nullable BoshRequest oldest() {
    return held.peekFirst();
  }

  void removeOldest() {
    held.removeFirst();
  }

  @Nullable BoshRequest held(long rid) {
    for (BoshRequest one : held) if (one.rid() == rid) return one;
    return null;
  }

  byte @Nullable [] answer(long rid) {
    for (Answered one : answered) if (one.rid() == rid) return one.body();
    return null;
  }

  void remember(long rid, byte[] body) {
    answered.add(new Answered(rid, body));
    answeredBytes += body.length;
    while (answered.size() > most || (answeredBytes > mostBytes && answered.size() > 1)) drop();
  }

  private void drop() {
    answeredBytes -= answered.removeFirst().body().length;
  }

  /// The client has the answers to that one and all before it (§9.2).
  void acknowledged(long rid) {
    while (!answered.isEmpty() && answered.getFirst().rid() <= rid) drop();
  }

  /// Its connection ended. One whose turn has not come is forgotten, so that nothing is kept for
  /// nobody: the client sends it again (§14.3).
  void gone(BoshRequest request, HttpExchange ended) {
    request.gone(ended);
    if (!request.attended()) early.remove(request.rid(), request);
  }

  /// Whether the client waits for any answer.
  boolean attended() {
    return held.stream().anyMatch(BoshRequest::attended)
        || early.values().stream().anyMatch(BoshRequest::attended);
  }

  /// All that are not answered, in order; nothing is kept.
  List<BoshRequest> removeAll() {
    List<BoshRequest> all = new ArrayList<>(held);
    all.addAll(early.values());
    held.clear();
    early.clear();
    answered.clear();
    answeredBytes = 0;
    return all;
  }
}
