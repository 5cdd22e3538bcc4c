package im.viavai.store.sql;

import im.viavai.store.PrivateStore;
import im.viavai.store.Stored;
import java.util.Optional;

/// Private XML in the table `private_element`.
final class SqlPrivateElements implements PrivateStore {
  private final Writer writer;
  private final Readers readers;

  SqlPrivateElements(Writer writer, Readers readers) {
    this.writer = writer;
    this.readers = readers;
  }

  @Override
  public Optional<byte[]> load(long account, String namespace, String name) {
    return readers.read(
        "load private XML",
        sql ->
            sql.first(
                "SELECT element FROM private_element"
                    + " WHERE account = ? AND namespace = ? AND name = ?",
                row -> row.getBytes(1),
                account,
                namespace,
                name));
  }

  @Override
  public Stored save(
      long account, String namespace, String name, byte[] element, int maxElements, long maxBytes) {
    return writer.write(
        "save private XML",
        sql -> {
          // What is there beside it.
          String others =
              " FROM private_element WHERE account = ? AND NOT (namespace = ? AND name = ?)";
          long count = sql.number("SELECT count(*)" + others, account, namespace, name).orElse(0);
          long bytes =
              sql.number("SELECT sum(length(element))" + others, account, namespace, name)
                  .orElse(0);
          if (count + 1 > maxElements || bytes + element.length > maxBytes) {
            return Stored.OVER_LIMIT;
          }
          sql.update(
              "INSERT INTO private_element (account, namespace, name, element)"
                  + " VALUES (?, ?, ?, ?) ON CONFLICT (account, namespace, name)"
                  + " DO UPDATE SET element = excluded.element",
              account,
              namespace,
              name,
              element);
          return Stored.STORED;
        });
  }
}
