package im.viavai.app;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;

/// The data folder of a server, held by one process at a time.
///
/// | in it | is |
/// |---|---|
/// | `viavai.toml` | the configuration, unless it lies elsewhere |
/// | `certs/` | certificates and keys, and the small certificate authority |
/// | `viavai.sock` | the operator's way in while the server runs |
/// | `viavai.lock` | locked while a process uses the folder |
final class DataFolder implements AutoCloseable {
  private static final String LOCK = "viavai.lock";

  private final Path path;
  private final boolean firstStart;
  private final FileChannel lockFile;

  private DataFolder(Path path, boolean firstStart, FileChannel lockFile) {
    this.path = path;
    this.firstStart = firstStart;
    this.lockFile = lockFile;
  }

  /// Takes the folder for this process, making it if need be, readable by its owner only.
  ///
  /// @throws IOException with a message for the operator when it cannot be made, or another process
  ///   has it
  static DataFolder take(Path path) throws IOException {
    boolean isNew = !Files.exists(path.resolve(LOCK));
    try {
      Files.createDirectories(
          path.toAbsolutePath(),
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    } catch (FileAlreadyExistsException e) {
      throw new IOException(path + " is no folder.", e);
    } catch (IOException e) {
      throw new IOException("The data folder " + path + " cannot be made: " + e, e);
    }
    return lock(path, isNew);
  }

  /// Takes a folder that a server has used before.
  ///
  /// @throws IOException with a message for the operator when there is none, or another process has
  ///   it
  static DataFolder takeExisting(Path path) throws IOException {
    if (!Files.exists(path.resolve(LOCK))) {
      throw new IOException(
          "There is no server's data in "
              + path
              + ". Start one there first (viavai serve), or name its folder with --data.");
    }
    return lock(path, false);
  }

  private static DataFolder lock(Path path, boolean isNew) throws IOException {
    FileChannel channel;
    try {
      channel =
          FileChannel.open(path.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    } catch (IOException e) {
      throw new IOException("The data folder " + path + " cannot be written: " + e, e);
    }
    try {
      FileLock lock = channel.tryLock();
      if (lock != null) {
        return new DataFolder(path, isNew, channel);
      }
    } catch (OverlappingFileLockException _) {
      // The same as a lock of another process.
    } catch (IOException e) {
      channel.close();
      throw new IOException("The data folder " + path + " cannot be locked: " + e, e);
    }
    channel.close();
    throw new IOException("Another process uses the data folder " + path + ".");
  }

  Path path() {
    return path;
  }

  /// Whether no server has used the folder before.
  boolean firstStart() {
    return firstStart;
  }

  /// Writes the default configuration where there is none yet.
  ///
  /// @return whether it was written
  boolean writeDefault(Path config, String text) throws IOException {
    if (Files.exists(config)) {
      return false;
    }
    Files.writeString(config, text, StandardOpenOption.CREATE_NEW);
    Files.setPosixFilePermissions(config, PosixFilePermissions.fromString("rw-------"));
    return true;
  }

  /// Gives the folder back. The lock's file stays.
  @Override
  public void close() throws IOException {
    lockFile.close();
  }
}
