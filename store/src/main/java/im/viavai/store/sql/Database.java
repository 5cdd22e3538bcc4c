package im.viavai.store.sql;

import java.sql.SQLException;
import java.util.Optional;

/// What differs between the databases for the [Writer].
interface Database {
  /// What an error means for the transaction it happened in.
  enum Failure {
    /// The statement is at fault; without it the others would have gone through.
    OPERATION,
    /// The database takes no writes now and may later: no room on the disk, somebody else's lock.
    REFUSED,
    /// Nobody knows what the database kept: the connection or the disk failed.
    LOST
  }

  /// Opens the connection of the writer.
  Sql openWriter() throws SQLException;

  /// Begins a transaction.
  void begin(Sql sql) throws SQLException;

  /// Ends it; on return its changes survive a power cut.
  void commit(Sql sql) throws SQLException;

  /// Drops its changes.
  void rollback(Sql sql) throws SQLException;

  /// What an error means.
  Failure failureOf(SQLException error);

  /// Room left where the data is, in bytes; -1 if not known.
  long freeBytes(Sql sql) throws SQLException;

  /// Whether a writer that lost its database may open another connection and go on. Not so for a
  /// file: after a failed fsync nobody can tell what the disk kept.
  boolean recovers();

  /// Why writes must be refused before they are tried, if so.
  Optional<String> refusal(long freeBytes);
}
