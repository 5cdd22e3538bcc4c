package im.viavai.store.sql;

import im.viavai.store.PreferenceStore;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// Small texts in the table `preference`.
final class SqlPreferences implements PreferenceStore {
  private final Writer writer;
  private final Readers readers;

  SqlPreferences(Writer writer, Readers readers) {
    this.writer = writer;
    this.readers = readers;
  }

  /// A value that waits for a commit, and at the same time how one is written.
  private record Value(long account, String key, String value) implements Later.Change {
    Value {
      if (key.length() > MAX_KEY || value.length() > MAX_VALUE) {
        throw new IllegalArgumentException("too long a preference: " + key);
      }
    }

    @Override
    public Later.Change after(Later.Change older) {
      return this;
    }

    @Override
    public void apply(Sql sql) throws SQLException {
      sql.update(
          "INSERT INTO preference (account, name, value) VALUES (?, ?, ?)"
              + " ON CONFLICT (account, name) DO UPDATE SET value = excluded.value",
          account,
          key,
          value);
    }
  }

  private record Key(long account, String key) {}

  @Override
  public Optional<String> load(long account, String key) {
    if (writer.later().look(new Key(account, key)) instanceof Value waiting) {
      return Optional.of(waiting.value());
    }
    return readers.read(
        "load a preference",
        sql ->
            sql.first(
                "SELECT value FROM preference WHERE account = ? AND name = ?",
                row -> row.getString(1),
                account,
                key));
  }

  @Override
  public Map<String, String> loadAll(long account) {
    Map<String, String> all = new HashMap<>();
    readers
        .read(
            "load preferences",
            sql ->
                sql.list(
                    "SELECT name, value FROM preference WHERE account = ?",
                    row -> Map.entry(row.getString(1), row.getString(2)),
                    account))
        .forEach(entry -> all.put(entry.getKey(), entry.getValue()));
    writer
        .later()
        .forEach(change -> {
          if (change instanceof Value waiting && waiting.account() == account) {
            all.put(waiting.key(), waiting.value());
          }
        });
    return Map.copyOf(all);
  }

  @Override
  public void save(long account, String key, String value) {
    Value change = new Value(account, key, value);
    writer.write(
        "save a preference",
        sql -> {
          // One that waits is older than this.
          writer.later().forget(new Key(account, key));
          change.apply(sql);
          return change;
        });
  }

  @Override
  public void saveLater(long account, String key, String value) {
    writer.later().put(new Key(account, key), new Value(account, key, value));
  }

  @Override
  public void remove(long account, String key) {
    writer.writeFreeing(
        "remove a preference",
        sql -> {
          writer.later().forget(new Key(account, key));
          return sql.update("DELETE FROM preference WHERE account = ? AND name = ?", account, key);
        });
  }
}
