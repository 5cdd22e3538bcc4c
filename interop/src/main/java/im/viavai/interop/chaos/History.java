package im.viavai.interop.chaos;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/// What happened in a run, as far as clients can tell. Any thread.
final class History {
  private final Map<String, Op> sent = new ConcurrentHashMap<>();
  private final Set<String> acked = ConcurrentHashMap.newKeySet();
  private final Set<String> refused = ConcurrentHashMap.newKeySet();
  private final Set<String> errors = ConcurrentHashMap.newKeySet();
  private final Map<String, Set<String>> received = new ConcurrentHashMap<>();
  private final AtomicInteger resumptions = new AtomicInteger();

  void sent(Op op) {
    sent.put(op.id(), op);
  }

  void acked(Op op) {
    acked.add(op.id());
  }

  /// The server said that it did not keep it: an acknowledgement that follows means nothing then.
  ///
  /// @param error type and condition, such as `wait/resource-constraint`
  void refused(String op, String error) {
    refused.add(op);
    errors.add(error);
  }

  /// The errors of all refusals, each once.
  Set<String> errors() {
    return Set.copyOf(errors);
  }

  void received(String user, String op) {
    received.computeIfAbsent(user, _ -> ConcurrentHashMap.newKeySet()).add(op);
  }

  void resumed() {
    resumptions.incrementAndGet();
  }

  int resumptions() {
    return resumptions.get();
  }

  int ackedCount() {
    return acked.size();
  }

  int refusedCount() {
    return refused.size();
  }

  /// How many were acknowledged and not refused.
  int keptCount() {
    return (int) acked.stream().filter(op -> !refused.contains(op)).count();
  }

  /// How many were sent.
  int sentCount() {
    return sent.size();
  }

  Collection<Op> all() {
    return List.copyOf(sent.values());
  }

  boolean isAcked(Op op) {
    return acked.contains(op.id()) && !refused.contains(op.id());
  }

  boolean isKnown(String op) {
    return sent.containsKey(op);
  }

  Set<String> receivedBy(String user) {
    return Set.copyOf(received.getOrDefault(user, Set.of()));
  }
}
