package im.viavai.store.sql;

import im.viavai.store.Append;
import java.sql.SQLException;

/// Puts appends into the database, within the writer's transaction. Writer's thread only.
interface Placing {
  /// Adds a stanza and its entries, perhaps only to a batch that [#flush] sends.
  ///
  /// @return rows that are or will be inserted
  int add(Sql sql, Append append) throws SQLException;

  /// Sends what was added. Called before any other statement of the transaction and before its
  /// commit.
  void flush(Sql sql) throws SQLException;

  /// Puts other bytes in the place of an entry and flags it as a tombstone.
  ///
  /// @return false if there is no such entry
  boolean replace(Sql sql, long archive, long id, byte[] stanza) throws SQLException;

  /// The transaction is committed.
  void committed();

  /// The transaction is rolled back, wholly or to a savepoint before the last [#add].
  void rolledBack();

  /// The writer has another connection: read again what is kept in memory.
  void opened(Sql sql) throws SQLException;
}
