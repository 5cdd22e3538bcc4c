package im.viavai.features.upload;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/// Files in a folder, in subfolders by the first two digits of their ids.
///
/// ```
///   uploads/coming/3fa9...   being written; what a dead server left here goes at the next start
///   uploads/3f/3fa9...       complete: written, fsync, renamed, and the folder fsync too
/// ```
public final class FileStorage implements UploadStorage {
  private static final int PIECE_BYTES = 64 * 1024;

  private final Path folder;
  private final Path coming;

  private FileStorage(Path folder) {
    this.folder = folder;
    this.coming = folder.resolve("coming");
  }

  /// Opens the folder, making it if it is not there.
  public static FileStorage open(Path folder) throws IOException {
    FileStorage storage = new FileStorage(folder);
    Files.createDirectories(storage.coming);
    try (DirectoryStream<Path> left = Files.newDirectoryStream(storage.coming)) {
      for (Path file : left) Files.deleteIfExists(file);
    }
    return storage;
  }

  @Override
  public long freeBytes() throws StorageFailed {
    try {
      return Files.getFileStore(folder).getUsableSpace();
    } catch (IOException e) {
      throw new StorageFailed("ask for the room in " + folder, e);
    }
  }

  @Override
  public void write(String id, InputStream from, long bytes) throws IOException {
    Path part = coming.resolve(checked(id));
    boolean kept = false;
    try {
      copy(from, part, bytes);
      keep(part, place(id));
      kept = true;
    } finally {
      if (!kept) Files.deleteIfExists(part);
    }
  }

  private static void copy(InputStream from, Path to, long bytes) throws IOException {
    byte[] piece = new byte[PIECE_BYTES];
    try (FileChannel out = create(to)) {
      for (long left = bytes; left > 0; ) {
        int count = from.read(piece, 0, (int) Math.min(piece.length, left));
        if (count < 0) throw new EOFException(left + " bytes are missing");
        put(out, ByteBuffer.wrap(piece, 0, count));
        left -= count;
      }
      sync(out);
    }
  }

  private static FileChannel create(Path file) throws StorageFailed {
    try {
      return FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    } catch (IOException e) {
      throw new StorageFailed("make " + file, e);
    }
  }

  private static void put(FileChannel out, ByteBuffer bytes) throws StorageFailed {
    try {
      while (bytes.hasRemaining()) out.write(bytes);
    } catch (IOException e) {
      throw new StorageFailed("write an upload", e);
    }
  }

  private static void sync(FileChannel channel) throws StorageFailed {
    try {
      channel.force(true);
    } catch (IOException e) {
      throw new StorageFailed("fsync", e);
    }
  }

  private static void keep(Path part, Path place) throws StorageFailed {
    try {
      Path above = place.resolveSibling("");
      Files.createDirectories(above);
      Files.move(part, place, StandardCopyOption.ATOMIC_MOVE);
      try (FileChannel entry = FileChannel.open(above, StandardOpenOption.READ)) {
        entry.force(true); // the name, too
      }
    } catch (IOException e) {
      throw new StorageFailed("keep " + place, e);
    }
  }

  @Override
  public InputStream read(String id, long first) throws IOException {
    FileChannel file = FileChannel.open(place(id), StandardOpenOption.READ);
    try {
      file.position(first);
    } catch (IOException e) {
      file.close();
      throw e;
    }
    return Channels.newInputStream(file);
  }

  @Override
  public void delete(String id) throws IOException {
    Files.deleteIfExists(place(id));
  }

  private Path place(String id) {
    return folder.resolve(checked(id).substring(0, 2)).resolve(id);
  }

  private static String checked(String id) {
    if (!id.matches("[0-9a-f]{2,128}")) throw new IllegalArgumentException("no id: " + id);
    return id;
  }
}
