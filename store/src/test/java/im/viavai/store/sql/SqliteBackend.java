package im.viavai.store.sql;

import im.viavai.store.Backend;
import im.viavai.store.Store;
import im.viavai.store.StoreOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/// A folder of its own.
final class SqliteBackend implements Backend {
  private final Path folder;

  private final LogPlacing.Pace pace;

  SqliteBackend() {
    this(LogPlacing.Pace.STANDARD);
  }

  SqliteBackend(LogPlacing.Pace pace) {
    this.pace = pace;
    try {
      folder = Files.createTempDirectory("viavai-store");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Path folder() {
    return folder;
  }

  @Override
  public Store open(StoreOptions options) {
    return new SqliteStore(folder, options, UnaryOperator.identity(), pace);
  }

  @Override
  public void close() {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
