package im.viavai.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataFolderTest {
  @TempDir Path folder;

  @Test
  void aNewFolderIsItsOwnersOnly() throws IOException {
    Path path = folder.resolve("deep/data");
    try (DataFolder data = DataFolder.take(path)) {
      assertThat(data.firstStart()).isTrue();
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
          .isEqualTo("rwx------");
    }
    try (DataFolder data = DataFolder.take(path)) {
      assertThat(data.firstStart()).isFalse();
    }
  }

  @Test
  void oneProcessAtATime() throws IOException {
    try (DataFolder data = DataFolder.take(folder)) {
      assertThatIOException()
          .isThrownBy(() -> DataFolder.take(folder).close())
          .withMessageContaining("Another process uses");
      assertThatIOException().isThrownBy(() -> DataFolder.takeExisting(folder).close());
      assertThat(data.path()).isEqualTo(folder);
    }
    DataFolder.take(folder).close();
  }

  @Test
  void aFolderWithoutDataIsNoServer() throws IOException {
    assertThatIOException()
        .isThrownBy(() -> DataFolder.takeExisting(folder).close())
        .withMessageContaining("no server's data");
    Path file = Files.writeString(folder.resolve("file"), "x");
    assertThatIOException().isThrownBy(() -> DataFolder.take(file).close());
  }

  @Test
  void aConfigurationThatIsThereStaysAsItIs() throws IOException {
    Path config = folder.resolve("viavai.toml");
    try (DataFolder data = DataFolder.take(folder)) {
      assertThat(data.writeDefault(config, "one")).isTrue();
      assertThat(data.writeDefault(config, "two")).isFalse();
      assertThat(config).hasContent("one");
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(config)))
          .isEqualTo("rw-------");
    }
  }
}
