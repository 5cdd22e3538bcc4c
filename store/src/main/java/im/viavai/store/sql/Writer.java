package im.viavai.store.sql;

import im.viavai.store.Append;
import im.viavai.store.ArchiveStore;
import im.viavai.store.StoreHealth;
import im.viavai.store.StoreHealth.State;
import im.viavai.store.StoreMetrics;
import im.viavai.store.StoreOptions;
import im.viavai.store.StoreUnavailable;
import im.viavai.xmpp.Boundary;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The one thread that changes the database.
///
/// Everything that was queued while the last commit ran goes into the next transaction (group
/// commit), so batches grow by themselves when the disk is slow. What fails alone is left out
/// alone; when the commit fails everybody in it is told, and the writer takes no more until the
/// database is well.
///
/// Background work (purging) is done in slices, one to a transaction and at most every fourth one
/// while others wait.
@Boundary(
    "one transaction: what is wrong with a change or a listener ends there, the writer goes on")
final class Writer {
  private static final Logger log = LoggerFactory.getLogger(Writer.class);
  private static final long TICK_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final int BACKGROUND_EVERY = 4;

  private final Database database;
  private final Placing placing;
  private final StoreOptions options;
  private final WorkQueue queue;
  private final Queue<Work> background = new ConcurrentLinkedQueue<>();
  private final Later later;
  private final Meters meters = new Meters();
  private final Thread thread;
  private final List<Work> batch = new ArrayList<>();

  private volatile StoreHealth health;
  private volatile boolean parked;
  private volatile boolean closing;
  private Sql sql;
  private long lastTick = System.nanoTime() - TICK_NANOS;
  private int turn;
  private long rows;

  /// Opens the writer's connection and starts the thread.
  Writer(String name, Database database, Placing placing, StoreOptions options)
      throws SQLException {
    this.database = database;
    this.placing = placing;
    this.options = options;
    this.queue = new WorkQueue(options);
    this.later = new Later(options.cursorDelay().toNanos());
    this.health = new StoreHealth(State.ACCEPTING, "", now(), -1);
    this.sql = database.openWriter();
    try {
      placing.opened(sql);
      tick();
    } catch (SQLException | RuntimeException e) {
      closeQuietly();
      throw e;
    }
    this.thread = Thread.ofPlatform().name(name).daemon().start(this::run);
  }

  ArchiveStore.Offer offer(Append append) {
    if (health.state() != State.ACCEPTING) {
      meters.refused();
      return ArchiveStore.Offer.UNAVAILABLE;
    }
    if (!queue.offer(new Work.Appending(append))) {
      meters.refused();
      return ArchiveStore.Offer.FULL;
    }
    wake();
    if (!thread.isAlive()) {
      failAll(null);
    }
    return ArchiveStore.Offer.ACCEPTED;
  }

  boolean hasRoom() {
    return health.state() == State.ACCEPTING && queue.hasRoom();
  }

  void whenRoom(Runnable task) {
    queue.whenRoom(task);
  }

  /// Makes a change and waits for its commit.
  <T> T write(String what, Work.Change<T> change) {
    return enqueue(new Work.Task<>(what, Work.Need.ROOM, change));
  }

  /// The same for a change that gives room back, also on a full disk.
  <T> T writeFreeing(String what, Work.Change<T> change) {
    return enqueue(new Work.Task<>(what, Work.Need.NO_ROOM, change));
  }

  /// Makes a change of the background, between those that others wait for.
  <T> T writeSlice(String what, Work.Change<T> change) {
    checkCaller(what);
    Work.Task<T> task = new Work.Task<>(what, Work.Need.NO_ROOM, change);
    refuseUnlessOpen(task);
    background.add(task);
    wake();
    if (!thread.isAlive()) {
      throw new StoreUnavailable(what + ": the store is closed");
    }
    return task.await(options.waitLimit().toMillis());
  }

  private <T> T enqueue(Work.Task<T> task) {
    checkCaller(task.what());
    long deadline = System.nanoTime() + options.waitLimit().toNanos();
    refuseUnlessOpen(task);
    while (!queue.offer(task)) {
      if (System.nanoTime() - deadline > 0) {
        throw new StoreUnavailable(task.what() + ": the queue of the store stays full");
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
    }
    wake();
    if (!thread.isAlive()) {
      throw new StoreUnavailable(task.what() + ": the store is closed");
    }
    return task.await(TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime()));
  }

  private void checkCaller(String what) {
    if (Thread.currentThread() == thread) {
      throw new IllegalStateException("waits on the writer's thread for the writer: " + what);
    }
  }

  private void refuseUnlessOpen(Work.Task<?> task) {
    StoreHealth now = health;
    boolean refused =
        switch (now.state()) {
          case ACCEPTING -> false;
          case FULL -> task.need() == Work.Need.ROOM;
          case FAILED, CLOSED -> true;
        };
    if (refused) {
      meters.refused();
      throw new StoreUnavailable(task.what() + ": " + now.reason());
    }
  }

  Later later() {
    return later;
  }

  StoreHealth health() {
    return health;
  }

  StoreMetrics metrics() {
    return meters.read(queue.size(), queue.bytes());
  }

  /// Writes what is queued and ends.
  void close() {
    closing = true;
    LockSupport.unpark(thread);
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void wake() {
    if (parked) {
      LockSupport.unpark(thread);
    }
  }

  private void run() {
    try {
      while (turn()) {
        queue.tellRoom();
      }
      end();
    } catch (RuntimeException | Error e) {
      log.atError().setCause(e).log("store_writer_died");
      state(State.FAILED, "the writer ended by our own mistake: " + e);
      StoreUnavailable reason = new StoreUnavailable(health.reason(), e);
      batch.forEach(work -> tellFailed(work, reason));
      failAll(e);
      throw e;
    }
  }

  /// One transaction, or one pause; false when there is nothing left to do for ever.
  private boolean turn() {
    if (System.nanoTime() - lastTick >= TICK_NANOS) {
      tick();
    }
    batch.clear();
    queue.drainTo(batch, options.batchOperations());
    turn++;
    if (batch.isEmpty() || turn % BACKGROUND_EVERY == 0) {
      Work slice = background.poll();
      if (slice != null) {
        batch.add(slice);
      }
    }
    batch.removeIf(work -> work instanceof Work.Task<?> task && !task.start());
    boolean small =
        health.state() == State.ACCEPTING && (later.due() || (closing && !later.isEmpty()));
    if (batch.isEmpty() && !small) {
      if (closing && queue.isEmpty() && background.isEmpty()) {
        return false;
      }
      pause();
      return true;
    }
    switch (health.state()) {
      case ACCEPTING -> transact(small ? later.take(options.batchOperations()) : List.of());
      case FULL -> {
        refuse(Work.Need.ROOM);
        if (!batch.isEmpty()) {
          transact(List.of());
        }
      }
      case FAILED, CLOSED -> refuse(Work.Need.NO_ROOM);
    }
    return true;
  }

  private void pause() {
    parked = true;
    if (queue.isEmpty() && background.isEmpty() && !closing) {
      LockSupport.parkNanos(this, Math.min(TICK_NANOS, options.cursorDelay().toNanos() + 1));
    }
    parked = false;
  }

  /// Fails those of the batch that a writer in this state does not take, and removes them.
  private void refuse(Work.Need upTo) {
    StoreUnavailable reason = new StoreUnavailable(health.reason());
    batch.removeIf(work -> {
      boolean refused =
          switch (work) {
            case Work.Appending _ -> true;
            case Work.Task<?> task -> task.need().compareTo(upTo) <= 0;
          };
      if (refused) {
        tellFailed(work, reason);
      }
      return refused;
    });
  }

  private void transact(List<Later.Taken> small) {
    long start = System.nanoTime();
    rows = 0;
    try {
      database.begin(sql);
      for (Work work : batch) {
        apply(work);
      }
      placing.flush(sql);
      for (Later.Taken taken : small) {
        taken.change().apply(sql);
      }
      if (placing.due()) {
        placing.place(sql);
      }
    } catch (SQLException e) {
      switch (database.failureOf(e)) {
        case OPERATION -> {
          rollback();
          transactEach(small);
        }
        case REFUSED -> giveUp(State.FULL, e);
        case LOST -> giveUp(State.FAILED, e);
      }
      return;
    } catch (RuntimeException _) {
      rollback();
      transactEach(small);
      return;
    }
    commit(start, small);
  }

  /// Does again what failed together, each behind a savepoint, so that the one at fault fails
  /// alone.
  private void transactEach(List<Later.Taken> small) {
    long start = System.nanoTime();
    rows = 0;
    List<Later.Taken> kept = new ArrayList<>();
    try {
      database.begin(sql);
      List<Work> good = new ArrayList<>();
      for (Work work : batch) {
        if (applyAlone(work)) {
          good.add(work);
        }
      }
      batch.clear();
      batch.addAll(good);
      for (Later.Taken taken : small) {
        if (applyAlone(taken)) {
          kept.add(taken);
        }
      }
    } catch (SQLException e) {
      giveUp(database.failureOf(e) == Database.Failure.REFUSED ? State.FULL : State.FAILED, e);
      return;
    }
    commit(start, kept);
  }

  private void apply(Work work) throws SQLException {
    switch (work) {
      case Work.Appending appending -> rows += placing.add(sql, appending.append());
      case Work.Task<?> task -> {
        placing.flush(sql);
        task.apply(sql);
      }
    }
  }

  private boolean applyAlone(Work work) throws SQLException {
    long before = rows;
    @Nullable RuntimeException mistake =
        guarded(() -> {
          apply(work);
          placing.flush(sql);
        });
    if (mistake == null) {
      return true;
    }
    rows = before;
    if (work instanceof Work.Task<?> task && !(mistake instanceof StoreUnavailable)) {
      task.fail(mistake);
    } else {
      tellFailed(
          work,
          new StoreUnavailable("the database refused this one: " + mistake.getMessage(), mistake));
    }
    return false;
  }

  private boolean applyAlone(Later.Taken taken) throws SQLException {
    @Nullable RuntimeException mistake = guarded(() -> taken.change().apply(sql));
    if (mistake != null) {
      log.atWarn().addKeyValue("key", taken.key()).setCause(mistake).log("store_change_dropped");
      later.drop(taken);
    }
    return mistake == null;
  }

  /// A part of a transaction.
  private interface Part {
    void run() throws SQLException;
  }

  /// Runs a part behind a savepoint. Returns what was wrong with it; throws what is wrong with all.
  private @Nullable RuntimeException guarded(Part part) throws SQLException {
    int mark = placing.mark();
    sql.execute("SAVEPOINT part");
    try {
      part.run();
      sql.execute("RELEASE SAVEPOINT part");
      return null;
    } catch (SQLException e) {
      if (database.failureOf(e) != Database.Failure.OPERATION) {
        throw e;
      }
      sql.execute("ROLLBACK TO SAVEPOINT part");
      placing.rolledBack(mark);
      return new StoreUnavailable(String.valueOf(e.getMessage()), e);
    } catch (RuntimeException e) {
      sql.execute("ROLLBACK TO SAVEPOINT part");
      placing.rolledBack(mark);
      return e;
    }
  }

  private void commit(long start, List<Later.Taken> small) {
    try {
      database.commit(sql);
    } catch (SQLException e) {
      giveUp(database.failureOf(e) == Database.Failure.REFUSED ? State.FULL : State.FAILED, e);
      return;
    }
    placing.committed();
    later.written(small);
    long bytes = 0;
    for (Work work : batch) {
      bytes += work.bytes();
    }
    meters.committed(batch.size() + small.size(), rows, bytes, System.nanoTime() - start);
    for (Work work : batch) {
      try {
        work.committed();
      } catch (RuntimeException e) {
        log.atError().setCause(e).log("store_listener_failed");
      }
    }
  }

  /// The transaction is lost: tells everybody in it, and takes no more for now.
  private void giveUp(State next, SQLException error) {
    meters.failed();
    rollback();
    String what = next == State.FULL ? "the database refuses writes: " : "the database failed: ";
    String end =
        next == State.FULL || database.recovers()
            ? "; tried again every second"
            : "; refused until the store is opened again: restart the server";
    log.atError().addKeyValue("state", next).setCause(error).log("store_commit_failed");
    state(next, what + error.getMessage() + end);
    StoreUnavailable reason = new StoreUnavailable(health.reason(), error);
    for (Work work : batch) {
      tellFailed(work, reason);
    }
    batch.clear();
  }

  private void rollback() {
    placing.rolledBack(0);
    sql.forget();
    try {
      database.rollback(sql);
    } catch (SQLException e) {
      // SQLite has already rolled back by itself, or the connection is gone: nothing is left of it.
      log.atDebug().setCause(e).log("store_rollback_failed");
    }
  }

  private static void tellFailed(Work work, StoreUnavailable reason) {
    try {
      work.failed(reason);
    } catch (RuntimeException e) {
      log.atError().setCause(e).log("store_listener_failed");
    }
  }

  /// Once a second: is there room, is the database back, may it rest.
  private void tick() {
    lastTick = System.nanoTime();
    try {
      if (health.state() == State.FAILED) {
        if (!database.recovers()) {
          return;
        }
        closeQuietly();
        sql = database.openWriter();
        placing.opened(sql);
        state(State.ACCEPTING, "");
        log.atInfo().log("store_recovered");
      }
      long free = database.freeBytes(sql);
      String refusal = database.refusal(free).orElse("");
      if (!refusal.isEmpty()) {
        if (health.state() == State.ACCEPTING) {
          log.atError().addKeyValue("free_bytes", free).log("store_full");
        }
        state(State.FULL, refusal);
      } else if (health.state() == State.FULL) {
        // Also after the database itself said so: the next transaction shows whether it is over.
        state(State.ACCEPTING, "");
        log.atInfo().addKeyValue("free_bytes", free).log("store_has_room");
      }
      health = new StoreHealth(health.state(), health.reason(), health.sinceMillis(), free);
    } catch (SQLException e) {
      if (health.state() != State.FAILED) {
        log.atError().setCause(e).log("store_failed");
      }
      state(State.FAILED, "the database does not answer: " + e.getMessage());
    }
  }

  private void state(State next, String reason) {
    StoreHealth before = health;
    long since = before.state() == next ? before.sinceMillis() : now();
    health = new StoreHealth(next, reason, since, before.freeBytes());
  }

  private void end() {
    state(State.CLOSED, "the store is closed");
    failAll(null);
    closeQuietly();
    failAll(null);
  }

  private void failAll(@Nullable Throwable cause) {
    StoreUnavailable reason = new StoreUnavailable(health.reason(), cause);
    List<Work> rest = new ArrayList<>();
    queue.drainTo(rest, Integer.MAX_VALUE);
    for (Work slice = background.poll(); slice != null; slice = background.poll()) {
      rest.add(slice);
    }
    for (Work work : rest) {
      tellFailed(work, reason);
    }
  }

  private void closeQuietly() {
    try {
      sql.close();
    } catch (SQLException e) {
      log.atDebug().setCause(e).log("store_close_failed");
    }
  }

  private long now() {
    return options.clock().millis();
  }
}
