package im.viavai.store.sql;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;

/// The table `stanza`: each row counts the entries that lead to it and goes with the last of them.
final class Stanzas {
  private Stanzas() {}

  /// Entries that led to these stanzas are deleted: once for each entry.
  ///
  /// @return how many stanzas went with them
  static int release(Sql sql, List<Long> stanzas) throws SQLException {
    int deleted = 0;
    PreparedStatement last = sql.prepare("DELETE FROM stanza WHERE id = ? AND refs <= 1");
    PreparedStatement notLast = sql.prepare("UPDATE stanza SET refs = refs - 1 WHERE id = ?");
    for (long stanza : stanzas) {
      last.setLong(1, stanza);
      if (last.executeUpdate() == 1) {
        deleted++;
      } else {
        notLast.setLong(1, stanza);
        notLast.executeUpdate();
      }
    }
    return deleted;
  }
}
