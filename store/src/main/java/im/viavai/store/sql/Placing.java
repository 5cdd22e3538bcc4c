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

  /// A number for a stanza that is inserted otherwise.
  long nextStanza();

  /// Whether entries wait to be brought to their archives.
  boolean due();

  /// Brings a slice of them there.
  ///
  /// @return whether the round that covers what was committed when it began goes on
  boolean place(Sql sql) throws SQLException;

  /// The transaction is committed.
  void committed();

  /// A place in the transaction, for [#rolledBack].
  int mark();

  /// The transaction is rolled back to a place in it, 0 for all of it.
  void rolledBack(int mark);

  /// The writer has another connection: read again what is kept in memory.
  void opened(Sql sql) throws SQLException;
}
