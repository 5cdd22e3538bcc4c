package im.viavai.server.net;

import java.io.IOException;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Looks after certificates while the server runs: every so often it renews those of our own
/// authority that are due and reads the files that have changed. Any thread.
public final class CertificateWatch implements AutoCloseable {

  /// How often a server looks: what an operator replaces is in use after this time at the latest.
  public static final Duration INTERVAL = Duration.ofSeconds(30);

  private static final Duration LONGEST_LOOK = Duration.ofSeconds(5);
  private static final Logger LOG = LoggerFactory.getLogger(CertificateWatch.class);

  /// Makes certificates that are due, for example with [CertificateAuthority#certificate].
  @FunctionalInterface
  public interface Renewal {
    /// Called on a virtual thread; may wait.
    void renew() throws IOException, BadCertificate;
  }

  private final Thread thread;

  /// Looks for the first time when the interval is over.
  public CertificateWatch(Certificates certificates, Renewal renewal, Duration interval) {
    thread =
        Thread.ofVirtual().name("certificates").start(() -> run(certificates, renewal, interval));
  }

  /// Stops looking, and waits for a look that is under way, five seconds at most.
  @Override
  public void close() {
    thread.interrupt();
    try {
      thread.join(LONGEST_LOOK);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void run(Certificates certificates, Renewal renewal, Duration interval) {
    while (true) {
      try {
        Thread.sleep(interval);
        renewal.renew();
      } catch (InterruptedException e) {
        return;
      } catch (IOException | BadCertificate e) {
        LOG.atWarn().addKeyValue("reason", e.toString()).log("certificate_not_renewed");
      }
      certificates.refresh();
    }
  }
}
