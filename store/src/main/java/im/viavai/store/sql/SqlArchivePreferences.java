package im.viavai.store.sql;

import im.viavai.store.ArchivePreferenceStore;
import im.viavai.store.ArchivePreferences;

/// Archive preferences in a column of `account`, where login finds them.
final class SqlArchivePreferences implements ArchivePreferenceStore {
  private final Writer writer;
  private final Readers readers;

  SqlArchivePreferences(Writer writer, Readers readers) {
    this.writer = writer;
    this.readers = readers;
  }

  @Override
  public ArchivePreferences load(long account) {
    return readers
        .read(
            "load archive preferences",
            sql ->
                sql.first(
                    "SELECT archive_preferences FROM account WHERE key = ?",
                    row -> Lines.preferences(row.getString(1)),
                    account))
        .orElse(ArchivePreferences.UNSET);
  }

  @Override
  public void save(long account, ArchivePreferences preferences) {
    String text = Lines.write(preferences);
    writer.write(
        "save archive preferences",
        sql ->
            sql.update("UPDATE account SET archive_preferences = ? WHERE key = ?", text, account));
  }
}
