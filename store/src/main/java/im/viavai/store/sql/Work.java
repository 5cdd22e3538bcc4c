package im.viavai.store.sql;

import im.viavai.store.Append;
import im.viavai.store.StoreUnavailable;
import java.sql.SQLException;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// Something for the writer to do.
sealed interface Work {
  /// Stanza bytes in it.
  int bytes();

  /// The commit that holds it has returned.
  void committed();

  /// It is not kept.
  void failed(StoreUnavailable reason);

  /// A stanza for the archives.
  record Appending(Append append) implements Work {
    @Override
    public int bytes() {
      return append.stanza().length;
    }

    @Override
    public void committed() {
      append.listener().committed();
    }

    @Override
    public void failed(StoreUnavailable reason) {
      append.listener().failed(reason);
    }
  }

  /// A change somebody waits for. It may be applied twice, when the transaction of the first time
  /// is rolled back: all of its effects are in the database and in what it returns, which is not
  /// null.
  interface Change<T> {
    T apply(Sql sql) throws SQLException;
  }

  /// Whether a change may be made on a disk that is nearly full.
  enum Need {
    /// It takes room.
    ROOM,
    /// It gives room back, or is needed to go on.
    NO_ROOM
  }

  /// A change and the one who waits for it.
  final class Task<T> implements Work {
    private enum State {
      QUEUED,
      RUNNING,
      CANCELLED
    }

    private final String what;
    private final Need need;
    private final Change<T> change;
    private final CountDownLatch done = new CountDownLatch(1);
    private final AtomicReference<State> state = new AtomicReference<>(State.QUEUED);
    private @Nullable T result;
    private @Nullable RuntimeException failure;

    Task(String what, Need need, Change<T> change) {
      this.what = what;
      this.need = need;
      this.change = change;
    }

    String what() {
      return what;
    }

    Need need() {
      return need;
    }

    /// Takes it from the queue; false if nobody waits for it any more.
    boolean start() {
      return state.compareAndSet(State.QUEUED, State.RUNNING) || state.get() == State.RUNNING;
    }

    void apply(Sql sql) throws SQLException {
      result = change.apply(sql);
    }

    @Override
    public int bytes() {
      return 0;
    }

    @Override
    public void committed() {
      done.countDown();
    }

    @Override
    public void failed(StoreUnavailable reason) {
      fail(new StoreUnavailable(what + ": " + reason.getMessage(), reason));
    }

    /// Ends it with our own mistake.
    void fail(RuntimeException reason) {
      failure = reason;
      done.countDown();
    }

    /// Waits for the commit.
    ///
    /// @throws StoreUnavailable if it is not kept, or if nobody knows within that time
    T await(long limitMillis) {
      boolean ended;
      try {
        ended = done.await(limitMillis, TimeUnit.MILLISECONDS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        ended = false;
      }
      if (!ended) {
        String end =
            state.compareAndSet(State.QUEUED, State.CANCELLED)
                ? ": gave up waiting for the writer, nothing was changed"
                : ": gave up waiting for the commit, the change may yet be made";
        throw new StoreUnavailable(what + end);
      }
      if (failure != null) {
        throw failure;
      }
      return Objects.requireNonNull(result);
    }
  }
}
