package im.viavai.app;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Makes the start-up cache of the JVM (JEP 514) after a first start: another process of low
/// priority lives through a [Training] with the same flags, and the JVM writes down what it
/// learned. Until that is done, and when it fails, starts are slower and nothing else.
final class StartupCache implements AutoCloseable {
  /// The argument that makes a process a training.
  static final String TRAINING = "--train-startup-cache";

  /// Where the launcher wants the cache; not set when there is one, or none is wanted.
  private static final String PROPERTY = "viavai.aot";

  private static final Duration DELAY = Duration.ofSeconds(2);
  private static final Duration LONGEST = Duration.ofMinutes(3);

  private static final Logger log = LoggerFactory.getLogger(StartupCache.class);

  private final Thread thread;

  private StartupCache(Thread thread) {
    this.thread = thread;
  }

  /// Begins to make it in the background, if the launcher asked for one.
  static StartupCache inBackground() {
    String target = System.getProperty(PROPERTY);
    Runnable work = () -> make(target);
    return new StartupCache(Thread.ofVirtual().name("startup-cache").start(work));
  }

  private static void make(@Nullable String target) {
    if (target == null) {
      return;
    }
    Path cache = Path.of(target);
    Path unfinished = cache.resolveSibling(cache.getFileName() + ".unfinished");
    try {
      Thread.sleep(DELAY); // the first clients go first
      int exit = train(unfinished);
      if (exit == 0 && Files.exists(unfinished)) {
        Files.move(unfinished, cache, StandardCopyOption.ATOMIC_MOVE);
        log.atInfo().addKeyValue("file", cache).log("startup_cache_made");
      } else {
        log.atInfo().addKeyValue("exit", exit).log("startup_cache_not_made");
      }
    } catch (IOException e) {
      log.atInfo().addKeyValue("error", e.toString()).log("startup_cache_not_made");
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } finally {
      unfinished.toFile().delete();
      cache.resolveSibling(unfinished.getFileName() + ".config").toFile().delete();
    }
  }

  private static int train(Path output) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(command(output))
            .redirectErrorStream(true)
            .redirectOutput(Redirect.DISCARD)
            .redirectInput(Redirect.from(new java.io.File("/dev/null")))
            .start();
    try {
      return process.waitFor(LONGEST.toMillis(), TimeUnit.MILLISECONDS) ? process.exitValue() : 1;
    } finally {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
  }

  private static List<String> command(Path output) {
    List<String> command = new ArrayList<>(List.of("nice", "-n", "19"));
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    for (String flag : ManagementFactory.getRuntimeMXBean().getInputArguments()) {
      if (!flag.startsWith("-D" + PROPERTY) && !flag.startsWith("-Xm")) {
        command.add(flag);
      }
    }
    command.add("-Xmx256m");
    command.add("-XX:AOTCacheOutput=" + output);
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.addAll(List.of(Main.class.getName(), TRAINING));
    return command;
  }

  /// Gives up what is not done yet, and leaves nothing behind.
  @Override
  public void close() {
    thread.interrupt();
    try {
      thread.join(Duration.ofSeconds(2));
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
