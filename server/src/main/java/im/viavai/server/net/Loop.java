package im.viavai.server.net;

import im.viavai.xmpp.Boundary;
import io.netty.channel.SingleThreadEventLoop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// What the connections of one event loop share: the array their bytes are handed up in, the wheel,
/// and the list of those that have something to do at the end of the turn.
///
/// Everything a connection writes during a turn, whoever caused it, leaves in one flush at the end
/// of it: one TLS record and one system call as long as it is small.
@Boundary("the end of one connection's turn; the others go on")
final class Loop implements Runnable {

  /// The most that is handed up in one call, and the largest plaintext of a TLS record.
  static final int SCRATCH_BYTES = 16 * 1024;

  final SingleThreadEventLoop executor;
  final byte[] scratch = new byte[SCRATCH_BYTES];
  private final Wheel wheel;
  private List<SocketConnection> touched = new ArrayList<>();
  private List<SocketConnection> ending = new ArrayList<>();
  private @Nullable SocketConnection newest;
  private boolean armed;
  private boolean inEnd;

  Loop(SingleThreadEventLoop executor, Duration tick) {
    this.executor = executor;
    this.wheel =
        new Wheel(
            tick,
            System::nanoTime,
            (nanos, task) -> {
              var _ = executor.schedule(task, nanos, TimeUnit.NANOSECONDS);
            });
  }

  /// Calls [SocketConnection#endOfTurn()] at the end of this turn, or of the next one if this one
  /// is ending already: a listener that writes whenever it may must not keep the loop from its
  /// sockets.
  void touch(SocketConnection connection) {
    touched.add(connection);
    if (!armed) {
      armed = true;
      if (inEnd) {
        executor.execute(this::arm);
      } else {
        arm();
      }
    }
  }

  /// From now on it is found by [#abortAll].
  void opened(SocketConnection connection) {
    connection.older = newest;
    if (newest != null) {
      newest.newer = connection;
    }
    newest = connection;
  }

  void ended(SocketConnection connection) {
    var older = connection.older;
    var newer = connection.newer;
    if (newer != null) {
      newer.older = older;
    } else if (newest == connection) {
      newest = older;
    }
    if (older != null) {
      older.newer = newer;
    }
    connection.older = null;
    connection.newer = null;
  }

  /// The server stops.
  void abortAll() {
    for (var connection = newest; connection != null; connection = connection.older) {
      connection.abort(); // the list changes when its end is told, which is a later task
    }
  }

  /// Any thread. The task must not throw.
  Timeout schedule(Runnable task, Duration delay) {
    var timeout = wheel.create(task, delay);
    if (executor.inEventLoop()) {
      wheel.add(timeout);
    } else {
      executor.execute(() -> wheel.add(timeout));
    }
    return timeout;
  }

  private void arm() {
    executor.executeAfterEventLoopIteration(this);
  }

  /// The end of a turn.
  @Override
  public void run() {
    armed = false;
    inEnd = true;
    var list = touched;
    touched = ending;
    ending = list;
    for (int i = 0; i < list.size(); i++) {
      var connection = list.get(i);
      try {
        connection.endOfTurn();
      } catch (RuntimeException e) {
        connection.failed(e);
      }
    }
    list.clear();
    inEnd = false;
  }
}
