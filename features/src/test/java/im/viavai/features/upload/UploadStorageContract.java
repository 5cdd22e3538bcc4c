package im.viavai.features.upload;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.NoSuchFileException;
import org.junit.jupiter.api.Test;

/// What every [UploadStorage] does.
abstract class UploadStorageContract {
  private static final String ID = "0123456789abcdef";

  /// An empty one.
  abstract UploadStorage storage() throws IOException;

  /// How many things lie in it, unfinished ones included.
  abstract long count() throws IOException;

  private static InputStream bytes(String text) {
    return new ByteArrayInputStream(text.getBytes(UTF_8));
  }

  private static String read(UploadStorage storage, long first) throws IOException {
    try (InputStream in = storage.read(ID, first)) {
      return new String(in.readAllBytes(), UTF_8);
    }
  }

  @Test
  void whatIsWrittenIsReadFromAnyPlace() throws IOException {
    UploadStorage storage = storage();
    storage.write(ID, bytes("hello and what is too much"), 5);
    assertThat(read(storage, 0)).isEqualTo("hello");
    assertThat(read(storage, 3)).isEqualTo("lo");
    assertThat(read(storage, 5)).isEmpty();
    assertThat(storage.freeBytes()).isPositive();
  }

  @Test
  void whatIsCutShortIsNotThere() throws IOException {
    UploadStorage storage = storage();
    assertThatThrownBy(() -> storage.write(ID, bytes("hell"), 5))
        .isInstanceOf(IOException.class)
        .isNotInstanceOf(UploadStorage.StorageFailed.class);
    assertThatThrownBy(() -> storage.read(ID, 0)).isInstanceOf(NoSuchFileException.class);
    assertThat(count()).isZero();
    storage.write(ID, bytes("hello"), 5);
    assertThat(read(storage, 0)).isEqualTo("hello");
  }

  @Test
  void deletedIsGoneAndMayBeDeletedAgain() throws IOException {
    UploadStorage storage = storage();
    storage.write(ID, bytes("x"), 1);
    storage.delete(ID);
    storage.delete(ID);
    assertThatThrownBy(() -> storage.read(ID, 0)).isInstanceOf(NoSuchFileException.class);
    assertThat(count()).isZero();
  }

  @Test
  void anIdIsNoPath() throws IOException {
    UploadStorage storage = storage();
    for (String id : new String[] {"", "a", "../../x", "ab/cd", "AB", "ab\0"})
      assertThatThrownBy(() -> storage.write(id, bytes("x"), 1))
          .isInstanceOf(IllegalArgumentException.class);
    assertThat(count()).isZero();
  }
}
