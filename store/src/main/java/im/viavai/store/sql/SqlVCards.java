package im.viavai.store.sql;

import im.viavai.store.VCardStore;
import java.util.Optional;

/// vCards in the table `vcard`.
final class SqlVCards implements VCardStore {
  private final Writer writer;
  private final Readers readers;

  SqlVCards(Writer writer, Readers readers) {
    this.writer = writer;
    this.readers = readers;
  }

  @Override
  public Optional<byte[]> load(long account) {
    return readers.read(
        "load a vCard",
        sql ->
            sql.first(
                "SELECT vcard FROM vcard WHERE account = ?", row -> row.getBytes(1), account));
  }

  @Override
  public void save(long account, byte[] vcard) {
    writer.write(
        "save a vCard",
        sql ->
            sql.update(
                "INSERT INTO vcard (account, vcard) VALUES (?, ?)"
                    + " ON CONFLICT (account) DO UPDATE SET vcard = excluded.vcard",
                account,
                vcard));
  }

  @Override
  public void remove(long account) {
    writer.writeFreeing(
        "remove a vCard", sql -> sql.update("DELETE FROM vcard WHERE account = ?", account));
  }
}
