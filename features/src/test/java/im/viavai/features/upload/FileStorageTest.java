package im.viavai.features.upload;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;

/// The contract on files.
final class FileStorageTest extends UploadStorageContract {
  @TempDir Path folder;

  @Override
  UploadStorage storage() throws IOException {
    return FileStorage.open(folder);
  }

  @Override
  long count() throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      return all.filter(Files::isRegularFile).count();
    }
  }
}
