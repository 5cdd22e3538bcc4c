package im.viavai.store.sql;

import im.viavai.store.SecretStore;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.Optional;

/// The secret of the store in the one row of the table `store`.
final class SqlSecret implements SecretStore {
  private static final String READ = "SELECT id FROM store";

  private final Writer writer;
  private final Readers readers;
  private final InstantSource clock;

  SqlSecret(Writer writer, Readers readers, InstantSource clock) {
    this.writer = writer;
    this.readers = readers;
    this.clock = clock;
  }

  @Override
  public byte[] secret(byte[] fresh) {
    return read()
        .orElseGet(() -> {
          writer.write(
              "keep the secret of the store",
              sql ->
                  sql.update(
                      "INSERT INTO store (id, created) SELECT ?, ? WHERE NOT EXISTS (" + READ + ")",
                      HexFormat.of().formatHex(fresh),
                      clock.millis()));
          return read().orElseThrow();
        });
  }

  private Optional<byte[]> read() {
    return readers.read(
        "read the secret of the store",
        sql -> sql.first(READ, row -> HexFormat.of().parseHex(row.getString(1))));
  }
}
