package im.viavai.features.upload;

import java.io.IOException;
import java.io.InputStream;

/// Where the bytes of uploads lie. Any thread; all methods may wait.
public interface UploadStorage {
  /// Thrown when it is the storage that failed, not who brought the bytes.
  final class StorageFailed extends IOException {
    private static final long serialVersionUID = 1;

    StorageFailed(String tried, IOException cause) {
      super(tried + ": " + cause.getMessage(), cause);
    }
  }

  /// Room that is left, in bytes.
  long freeBytes() throws StorageFailed;

  /// Keeps exactly so many bytes under that id. When it returns they are there for good; when it
  /// throws, nothing of them is.
  ///
  /// @param id hexadecimal digits, at least two
  /// @throws StorageFailed when they cannot be kept
  /// @throws IOException what `from` threw, or that it ended too early
  void write(String id, InputStream from, long bytes) throws IOException;

  /// The bytes from `first` on.
  ///
  /// @throws java.nio.file.NoSuchFileException when there are none under that id
  InputStream read(String id, long first) throws IOException;

  /// Removes them, if they are there.
  void delete(String id) throws IOException;
}
