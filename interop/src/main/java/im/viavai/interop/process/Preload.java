package im.viavai.interop.process;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Map;

/// What lies between a server and its C library: a fsync that fails, a wall clock that steps. It is
/// `faults.c`, built here by the machine's C compiler, and told what to do by a file in memory. Any
/// thread.
public final class Preload {
  private static final int BYTES = 24;
  private static final int FAILING = 0;
  private static final int FAILED = 8;
  private static final int OFFSET = 16;

  private final Path library;
  private final Path control;
  private final MappedByteBuffer memory;

  /// Builds it in that folder.
  ///
  /// @throws NotPossible if there is no C compiler
  public Preload(Path folder) throws IOException, NotPossible {
    Files.createDirectories(folder);
    library = folder.resolve("faults.so");
    control = folder.resolve("faults");
    Path source = folder.resolve("faults.c");
    try (InputStream in = Preload.class.getResourceAsStream("faults.c")) {
      if (in == null) throw new IllegalStateException("faults.c is no resource");
      Files.write(source, in.readAllBytes());
    }
    Files.write(control, new byte[BYTES]);
    compile(source);
    try (FileChannel file =
        FileChannel.open(control, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      memory = file.map(FileChannel.MapMode.READ_WRITE, 0, BYTES);
    }
    memory.order(ByteOrder.nativeOrder());
  }

  private void compile(Path source) throws IOException, NotPossible {
    Process gcc;
    try {
      gcc =
          new ProcessBuilder(
                  "gcc",
                  "-shared",
                  "-fPIC",
                  "-O2",
                  "-o",
                  library.toString(),
                  source.toString(),
                  "-ldl")
              .redirectErrorStream(true)
              .start();
    } catch (IOException e) {
      throw new NotPossible("there is no C compiler (gcc): " + e.getMessage());
    }
    String said = new String(gcc.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    try {
      if (gcc.waitFor() != 0) throw new NotPossible("gcc cannot build the faults: " + said);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }

  /// What the environment of the server needs.
  public Map<String, String> environment() {
    return Map.of("LD_PRELOAD", library.toString(), "VIAVAI_FAULTS", control.toString());
  }

  /// From now on so many calls of fsync and fdatasync fail.
  public void failSyncs(int calls) {
    memory.putLong(FAILING, calls);
  }

  /// From now on all of them fail.
  public void failAllSyncs() {
    memory.putLong(FAILING, -1);
  }

  /// From now on none fails.
  public void healSyncs() {
    memory.putLong(FAILING, 0);
  }

  /// How many failed so far.
  public long failedSyncs() {
    return memory.getLong(FAILED);
  }

  /// Steps the wall clock: from now on it is wrong by so much.
  public void wrongBy(Duration offset) {
    memory.putLong(OFFSET, offset.toNanos());
  }
}
