package im.viavai.store.sql;

import im.viavai.store.StoreUnavailable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/// Lets one process open a folder at a time. The operating system drops the lock when the process
/// ends, however it ends; the text in the file tells who it was.
final class StoreLock implements AutoCloseable {
  static final String FILE = "store.lock";

  private final FileChannel channel;

  private StoreLock(FileChannel channel) {
    this.channel = channel;
  }

  /// @throws StoreUnavailable if another process, or this one, has the folder open
  static StoreLock take(Path folder) throws IOException {
    Path file = folder.resolve(FILE);
    FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    try {
      @Nullable FileLock lock = channel.tryLock();
      if (lock == null) {
        throw inUse(folder, file);
      }
      channel.truncate(0);
      channel.write(ByteBuffer.wrap(self().getBytes(StandardCharsets.UTF_8)));
      return new StoreLock(channel);
    } catch (OverlappingFileLockException _) {
      channel.close();
      throw inUse(folder, file);
    } catch (StoreUnavailable | IOException e) {
      channel.close();
      throw e;
    }
  }

  private static String self() {
    ProcessHandle process = ProcessHandle.current();
    return "process "
        + process.pid()
        + process.info().command().map(c -> " (" + c + ")").orElse("");
  }

  private static StoreUnavailable inUse(Path folder, Path file) {
    String owner;
    try {
      owner = Files.readString(file).strip();
    } catch (IOException _) {
      owner = "another process";
    }
    return new StoreUnavailable(
        "the store in "
            + folder
            + " is in use by "
            + (owner.isEmpty() ? "another process" : owner)
            + "; stop it, or let it do the work");
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
