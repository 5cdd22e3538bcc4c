package im.viavai.app;

import im.viavai.app.config.Settings;
import im.viavai.server.config.Storage;
import im.viavai.store.Store;
import im.viavai.store.StoreOptions;
import im.viavai.store.StoreUnavailable;
import im.viavai.store.sql.PostgresqlStore;
import im.viavai.store.sql.SqliteStore;
import java.io.IOException;

/// Opens the store the operator chose.
final class Stores {
  private Stores() {}

  /// @throws IOException with a message for the operator
  static Store open(DataFolder data, Settings settings) throws IOException {
    Storage storage = settings.of(Storage.class);
    StoreOptions options =
        StoreOptions.standard()
            .withReaders(storage.readers())
            .withMinimumFree(storage.minimumFree().bytes());
    try {
      return switch (storage.kind()) {
        case SQLITE -> new SqliteStore(data.path(), options);
        case POSTGRESQL ->
            new PostgresqlStore(storage.url(), storage.user(), storage.password().value(), options);
      };
    } catch (StoreUnavailable e) {
      throw new IOException(e.getMessage(), e);
    }
  }
}
