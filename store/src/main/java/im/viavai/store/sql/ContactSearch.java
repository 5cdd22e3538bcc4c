package im.viavai.store.sql;

import java.sql.SQLException;

/// How a database finds the entries of one contact in a large archive.
enum ContactSearch {
  /// By an index over all entries: PostgreSQL.
  INDEX {
    @Override
    int forget(Sql sql, long archive) {
      return 0;
    }
  },
  /// By the blocks of ids where the contact comes up: SQLite.
  BLOCKS {
    @Override
    int forget(Sql sql, long archive) throws SQLException {
      return ContactBlocks.forget(sql, archive);
    }
  };

  /// Entries of an archive were deleted from the oldest on.
  ///
  /// @return rows that went with them
  abstract int forget(Sql sql, long archive) throws SQLException;
}
