package im.viavai.store.sql;

import im.viavai.store.StoreUnavailable;
import java.sql.SQLException;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// A few connections to the file, opened when first needed, the last used one first.
final class SqliteReaders implements Readers {
  private final SqliteDatabase database;
  private final long waitMillis;
  private final int limit;
  private final Semaphore free;
  private final ConcurrentLinkedDeque<Sql> idle = new ConcurrentLinkedDeque<>();
  private volatile boolean closed;

  SqliteReaders(SqliteDatabase database, int limit, long waitMillis) {
    this.database = database;
    this.limit = limit;
    this.waitMillis = waitMillis;
    this.free = new Semaphore(limit);
  }

  @Override
  public <T> T read(String what, Query<T> query) {
    acquire(what);
    @Nullable Sql sql = null;
    try {
      sql = idle.pollFirst();
      if (sql == null) {
        sql = database.openReader();
      }
      T answer = query.run(sql);
      idle.addFirst(sql);
      sql = null;
      return answer;
    } catch (SQLException e) {
      throw new StoreUnavailable(what + ": " + e.getMessage(), e);
    } finally {
      if (sql != null) {
        close(sql);
      }
      free.release();
    }
  }

  private void acquire(String what) {
    if (closed) {
      throw new StoreUnavailable(what + ": the store is closed");
    }
    try {
      if (!free.tryAcquire(waitMillis, TimeUnit.MILLISECONDS)) {
        throw new StoreUnavailable(what + ": all " + limit + " readers of the store are busy");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StoreUnavailable(what + ": interrupted while waiting for a reader", e);
    }
  }

  /// Waits for the queries that run, then closes for ever.
  @Override
  public void close() {
    closed = true;
    free.acquireUninterruptibly(limit);
    for (Sql sql = idle.pollFirst(); sql != null; sql = idle.pollFirst()) {
      close(sql);
    }
  }

  private static void close(Sql sql) {
    try {
      sql.close();
    } catch (SQLException e) {
      // Nothing was written through it, so nothing is lost.
      return;
    }
  }
}
