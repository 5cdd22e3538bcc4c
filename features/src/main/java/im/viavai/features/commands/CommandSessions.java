package im.viavai.features.commands;

import im.viavai.server.feature.Command;
import im.viavai.server.feature.Command.Stage;
import im.viavai.xmpp.Jid;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Commands under way. Any thread.
final class CommandSessions {
  /// How long a session waits for its next step.
  static final Duration LIFETIME = Duration.ofMinutes(15);

  /// Sessions of one full JID; the oldest one goes.
  static final int PER_REQUESTER = 8;

  /// Sessions of all; the oldest one goes.
  static final int IN_ALL = 1000;

  /// Forms one after the other in a command.
  static final int DEPTH = 16;

  private final Supplier<String> ids;
  private final LongSupplier nanos;
  private final Map<String, Running> running = new LinkedHashMap<>();

  /// A command under way; used under its own monitor, one step at a time.
  static final class Running {
    final String id;
    final Jid requester;
    final Command command;
    final Deque<Stage.Ask> way = new ArrayDeque<>();
    private long touchedNanos;

    Running(String id, Jid requester, Command command, long nanos) {
      this.id = id;
      this.requester = requester;
      this.command = command;
      this.touchedNanos = nanos;
    }
  }

  CommandSessions(Supplier<String> ids, LongSupplier nanos) {
    this.ids = ids;
    this.nanos = nanos;
  }

  synchronized Running begin(Jid requester, Command command) {
    expire();
    String eldest = null;
    int own = 0;
    for (Running other : running.values()) {
      if (!other.requester.equals(requester)) continue;
      own++;
      if (eldest == null) eldest = other.id;
    }
    if (eldest != null && own >= PER_REQUESTER) running.remove(eldest);
    if (running.size() >= IN_ALL) running.remove(running.keySet().iterator().next());
    Running begun = new Running(ids.get(), requester, command, nanos.getAsLong());
    running.put(begun.id, begun);
    return begun;
  }

  /// The session of that requester and that command, null if there is none: somebody else's is no
  /// session of his.
  synchronized @Nullable Running find(String id, Jid requester, Command command) {
    expire();
    Running found = running.get(id);
    if (found == null
        || !found.requester.equals(requester)
        || !found.command.node().equals(command.node())) {
      return null;
    }
    running.remove(id); // the youngest is the last
    found.touchedNanos = nanos.getAsLong();
    running.put(id, found);
    return found;
  }

  synchronized void end(Running session) {
    running.remove(session.id);
  }

  synchronized int count() {
    return running.size();
  }

  /// They are in the order of their last steps.
  private void expire() {
    long now = nanos.getAsLong();
    Iterator<Running> all = running.values().iterator();
    while (all.hasNext() && now - all.next().touchedNanos > LIFETIME.toNanos()) all.remove();
  }
}
