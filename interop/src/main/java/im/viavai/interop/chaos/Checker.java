package im.viavai.interop.chaos;

import im.viavai.interop.chaos.Device.ArchivedOp;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Holds the archives and what the clients saw against what was sent. Each rule it checks is one
/// that must never be broken.
final class Checker {
  private final History history;
  private final Map<String, List<ArchivedOp>> archives;
  private final List<String> breaches = new ArrayList<>();

  /// @param archives the whole archive of each user, in its order
  Checker(History history, Map<String, List<ArchivedOp>> archives) {
    this.history = history;
    this.archives = archives;
  }

  /// Every breach, in words; none is what we want.
  List<String> breaches() {
    for (Op op : history.all()) onceInBoth(op);
    archives.forEach(this::inOrder);
    archives.forEach(this::everythingSeen);
    archives.forEach(this::noGhosts);
    return List.copyOf(breaches);
  }

  private void onceInBoth(Op op) {
    long here = count(op.from(), op);
    long there = count(op.to(), op);
    if (history.isAcked(op) && (here == 0 || there == 0)) {
      breaches.add(
          "lost: "
              + op
              + " was acknowledged; sender's archive has it "
              + here
              + " times, recipient's "
              + there);
    }
    if (here > 1 || there > 1)
      breaches.add("twice: " + op + ", sender's archive " + here + ", recipient's " + there);
    if (here != there)
      breaches.add("halves: " + op + ", sender's archive " + here + ", recipient's " + there);
  }

  private long count(String user, Op op) {
    return archives.getOrDefault(user, List.of()).stream()
        .filter(a -> a.op().equals(op.id()))
        .count();
  }

  /// Order of each sender is kept in each archive.
  private void inOrder(String user, List<ArchivedOp> archive) {
    Map<String, Op> byId = new HashMap<>();
    history.all().forEach(op -> byId.put(op.id(), op));
    Map<String, Integer> last = new HashMap<>();
    for (ArchivedOp archived : archive) {
      Op op = byId.get(archived.op());
      if (op == null) continue;
      Integer before = last.put(op.from(), op.number());
      if (before != null && before > op.number()) {
        breaches.add(
            "order: in the archive of "
                + user
                + " number "
                + op.number()
                + " of "
                + op.from()
                + " comes after "
                + before);
      }
    }
  }

  /// What lies in the archive for a user some device of the user was given, live or later.
  private void everythingSeen(String user, List<ArchivedOp> archive) {
    Set<String> seen = history.receivedBy(user);
    Set<String> mine = new HashSet<>();
    for (Op op : history.all()) if (op.to().equals(user)) mine.add(op.id());
    for (ArchivedOp archived : archive) {
      if (mine.contains(archived.op()) && !seen.contains(archived.op())) {
        breaches.add("unseen: no device of " + user + " was ever given " + archived.op());
      }
    }
  }

  private void noGhosts(String user, List<ArchivedOp> archive) {
    for (ArchivedOp archived : archive) {
      if (!history.isKnown(archived.op()))
        breaches.add("ghost: the archive of " + user + " has " + archived);
    }
    for (String op : history.receivedBy(user)) {
      if (!history.isKnown(op)) breaches.add("ghost: " + user + " received " + op);
    }
  }
}
