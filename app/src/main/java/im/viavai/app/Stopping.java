package im.viavai.app;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The end of a server: asked for by SIGTERM, SIGINT or the command `stop`, and waited for by the
/// process. Any thread.
final class Stopping {
  /// How long the process waits for a graceful end before it goes anyway.
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private static final Logger log = LoggerFactory.getLogger(Stopping.class);

  private final CountDownLatch wanted = new CountDownLatch(1);
  private final CountDownLatch finished = new CountDownLatch(1);

  /// Made so that a signal asks for the end.
  static Stopping onSignals() {
    Stopping stopping = new Stopping();
    Runtime.getRuntime().addShutdownHook(new Thread(stopping::signalled, "stopping"));
    return stopping;
  }

  private void signalled() {
    boolean asked = wanted.getCount() == 0;
    wanted.countDown();
    if (asked && finished.getCount() == 0) {
      return; // the process ends by itself, with its own exit code
    }
    try {
      if (finished.await(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
        Runtime.getRuntime().halt(0); // a graceful end is success, not "killed by signal"
      }
      log.atError().addKeyValue("seconds", PATIENCE.toSeconds()).log("stop_took_too_long");
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  /// Asks for the end.
  void ask() {
    wanted.countDown();
  }

  /// Waits until somebody asks for the end.
  void await() {
    try {
      wanted.await();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  /// Everything is closed: the process may go.
  void finish() {
    finished.countDown();
  }
}
