package im.viavai.store.sql;

import im.viavai.store.StoreUnavailable;
import java.sql.SQLException;

/// Connections for queries. Any thread; waits for one to be free.
interface Readers extends AutoCloseable {
  /// Something to ask.
  interface Query<T> {
    T run(Sql sql) throws SQLException;
  }

  /// Asks.
  ///
  /// @param what for the message of the exception
  /// @throws StoreUnavailable if the database cannot answer, or no connection gets free in time
  <T> T read(String what, Query<T> query);

  @Override
  void close();
}
