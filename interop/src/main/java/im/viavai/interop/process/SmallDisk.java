package im.viavai.interop.process;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// A disk of a few MiB that can be filled: a file system in memory, mounted in a mount namespace of
/// its own, so that nothing else on the machine sees it and it goes with the process that holds it.
/// One thread at a time.
public final class SmallDisk implements AutoCloseable {
  private static final String BALLAST = "ballast";
  private static final int BLOCK = 64 * 1024;

  private final Process holder;
  private final Path seen;

  /// @param folder where it is mounted
  /// @param mebibytes how large it is
  /// @throws NotPossible if this machine does not let us mount
  public SmallDisk(Path folder, int mebibytes) throws IOException, NotPossible {
    Files.createDirectories(folder);
    Path where = folder.toRealPath();
    String script =
        "mount -t tmpfs -o size=%dm,mode=700 viavai \"$0\" && echo mounted && exec cat"
            .formatted(mebibytes);
    try {
      // `cat` ends with us: the end of its input is the end of the disk
      holder = new ProcessBuilder("unshare", "-m", "sh", "-c", script, where.toString()).start();
    } catch (IOException e) {
      throw new NotPossible("there is no unshare: " + e.getMessage());
    }
    byte[] said = holder.getInputStream().readNBytes("mounted\n".length());
    if (said.length == 0) {
      String why = new String(holder.getErrorStream().readAllBytes(), UTF_8).strip();
      throw new NotPossible("a small file system cannot be mounted here: " + why);
    }
    seen = Path.of("/proc", Long.toString(holder.pid()), "root", where.toString().substring(1));
  }

  /// The disk, for this process and for the server.
  public Path path() {
    return seen;
  }

  /// What starts a process that has the disk.
  public List<String> launcher() {
    return List.of("nsenter", "--mount=/proc/" + holder.pid() + "/ns/mnt", "--");
  }

  /// Fills it until so many bytes are left, or none.
  public void fill(long leave) throws IOException {
    byte[] block = new byte[BLOCK];
    try (OutputStream out = Files.newOutputStream(seen.resolve(BALLAST))) {
      for (long room = free() - leave; room > 0; room = free() - leave) {
        out.write(block, 0, (int) Math.min(room, BLOCK));
      }
    } catch (IOException e) {
      if (free() > leave + BLOCK) throw e; // else the server was quicker with the last block
    }
  }

  /// Makes room again.
  public void empty() throws IOException {
    Files.deleteIfExists(seen.resolve(BALLAST));
  }

  /// Room left, in bytes.
  public long free() {
    return seen.toFile().getUsableSpace();
  }

  @Override
  public void close() {
    holder.destroy();
    try {
      if (!holder.waitFor(10, TimeUnit.SECONDS)) holder.destroyForcibly();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
