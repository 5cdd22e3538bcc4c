package im.viavai.features.upload;

import im.viavai.server.config.Shape;
import im.viavai.server.config.Size;
import im.viavai.server.feature.Host;
import im.viavai.store.AccountStore;
import im.viavai.store.Store;
import im.viavai.store.StoreOptions;
import im.viavai.store.UploadRecord;
import im.viavai.store.UploadStore;
import im.viavai.store.sql.SqliteStore;
import im.viavai.xmpp.Jid;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

/// The door with a store and a folder of its own.
final class UploadFixture implements AutoCloseable {
  private static final int SECRET_CHARACTERS = 27;

  final AtomicLong refused = new AtomicLong();
  final AtomicLong bytes = new AtomicLong();
  final Store database;
  final UploadStore store;
  final Jid owner = Jid.of("romeo@localhost");
  final Path folder;
  final UploadStorage storage;
  final Door door;
  Instant now = Instant.parse("2026-11-23T12:00:00Z");
  private final long account;
  private final AtomicInteger secrets = new AtomicInteger();

  UploadFixture(Path data, Size minimumFree) throws IOException {
    this(data, minimumFree, "");
  }

  UploadFixture(Path data, Size minimumFree, String url) throws IOException {
    database =
        new SqliteStore(Files.createDirectories(data.resolve("db")), StoreOptions.standard());
    store = database.port(UploadStore.class);
    AccountStore accounts = database.port(AccountStore.class);
    accounts.create(owner, List.of());
    account = accounts.find(owner).orElseThrow().key();
    folder = data.resolve("uploads");
    storage = FileStorage.open(folder);
    UploadOptions options = Shape.of(UploadOptions.class).make(Map.of("minimum_free", minimumFree));
    Host.Counter nobody = _ -> {};
    door =
        new Door(
            store,
            new Receiving(
                options, store, storage, () -> now, nobody, bytes::addAndGet, refused::addAndGet),
            new Serving(storage, () -> now),
            Door.nameIn(url));
  }

  /// A slot; returns its path.
  String slot(String name, String type, long size) {
    return slot(name, type, size, now.plus(Duration.ofDays(1)));
  }

  String slot(String name, String type, long size, Instant expires) {
    String secret = "s".repeat(SECRET_CHARACTERS - 5) + (10_000 + secrets.incrementAndGet());
    store.reserve(
        new UploadRecord(
            Secret.id(secret),
            account,
            "message",
            name,
            type,
            size,
            now.toEpochMilli(),
            now.plus(Duration.ofMinutes(5)).toEpochMilli(),
            expires.toEpochMilli(),
            UploadRecord.State.SLOT),
        new UploadStore.Allowance(Long.MAX_VALUE, Integer.MAX_VALUE, 0));
    return Uploads.PREFIX + secret + '/' + name;
  }

  static String id(String path) {
    return Secret.id(path.split("/", -1)[2]);
  }

  Call answer(Call call) throws IOException {
    door.handle(call);
    return call;
  }

  /// A file that was uploaded; returns its path.
  String stored(String name, String type, byte[] content) throws IOException {
    String path = slot(name, type, content.length);
    Call put = answer(Call.put(path, content).with("content-type", type));
    if (put.status() != 201) throw new AssertionError(put.status());
    return path;
  }

  /// All files in the folder, unfinished ones included.
  long files() throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      return all.filter(Files::isRegularFile).count();
    }
  }

  void purge() {
    new Purge(store, storage, () -> now, now.minus(Duration.ofDays(300))).run();
  }

  @Override
  public void close() {
    database.close();
  }
}
