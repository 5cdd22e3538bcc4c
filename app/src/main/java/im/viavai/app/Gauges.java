package im.viavai.app;

import im.viavai.server.metrics.Distribution;
import im.viavai.server.metrics.Label;
import im.viavai.server.metrics.Metrics;
import im.viavai.server.net.NetMetrics;
import im.viavai.server.route.Core;
import im.viavai.server.web.Bosh;
import im.viavai.store.Store;
import im.viavai.store.StoreHealth;
import im.viavai.store.StoreMetrics;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// What the parts count, on the metrics page.
final class Gauges {
  private Gauges() {}

  static void register(Metrics metrics, Store store, NetMetrics net, Core core) {
    metrics.gauge("viavai_connections", "Open connections.", net::open);
    metrics.counted("viavai_connections_accepted", "Connections accepted.", net::accepted);
    metrics.counted("viavai_received_bytes", "Bytes received, decrypted.", net::bytesIn);
    metrics.counted("viavai_sent_bytes", "Bytes sent, before encryption.", net::bytesOut);
    metrics.counted("viavai_tls_handshakes", "TLS handshakes done.", net::handshakes);
    metrics.counted(
        "viavai_tls_handshakes_failed", "TLS handshakes that failed.", net::handshakeFailures);
    for (NetMetrics.Refused reason : NetMetrics.Refused.values()) {
      metrics.counted(
          "viavai_connections_refused",
          "Connections refused.",
          () -> net.refused(reason),
          label(reason));
    }
    for (NetMetrics.Aborted reason : NetMetrics.Aborted.values()) {
      metrics.counted(
          "viavai_connections_aborted",
          "Connections aborted.",
          () -> net.aborted(reason),
          label(reason));
    }
    metrics.gauge(
        "viavai_sessions",
        "Bound sessions, with a stream or waiting to be resumed.",
        core.sessions()::count);
    metrics.gauge(
        "viavai_tasks", "Tasks begun and not done, each on a virtual thread.", core::tasks);
    metrics.gauge(
        "viavai_store_state",
        "Whether the store takes writes: 0 yes, 1 the disk is full, 2 it failed, 3 closed.",
        () -> state(store.health().state()));
    metrics.gauge(
        "viavai_store_queued_operations",
        "Operations waiting to be written.",
        () -> store.metrics().queuedOperations());
    metrics.gauge(
        "viavai_store_queued_bytes",
        "Stanza bytes waiting to be written.",
        () -> store.metrics().queuedBytes());
    metrics.counted(
        "viavai_store_commits", "Transactions committed.", () -> store.metrics().commits());
    metrics.counted(
        "viavai_store_commits_failed",
        "Transactions that did not commit.",
        () -> store.metrics().failedCommits());
    metrics.counted("viavai_store_rows", "Archive rows written.", () -> store.metrics().rows());
    metrics.counted("viavai_store_bytes", "Stanza bytes written.", () -> store.metrics().bytes());
    metrics.counted(
        "viavai_store_refused",
        "Writes refused, because the queue or the disk was full.",
        () -> store.metrics().refusedOffers());
    metrics.histogram(
        "viavai_store_commit_seconds",
        "Time of a transaction, from its begin until it is on disk.",
        () -> commits(store));
  }

  static void register(Metrics metrics, Bosh bosh) {
    metrics.gauge("viavai_bosh_sessions", "BOSH sessions.", bosh::sessions);
    metrics.counted("viavai_bosh_refused", "BOSH requests answered with an error.", bosh::refused);
  }

  private static Label label(Enum<?> reason) {
    return new Label("reason", reason.name().toLowerCase(Locale.ROOT));
  }

  private static int state(StoreHealth.State state) {
    return switch (state) {
      case ACCEPTING -> 0;
      case FULL -> 1;
      case FAILED -> 2;
      case CLOSED -> 3;
    };
  }

  private static Distribution commits(Store store) {
    StoreMetrics now = store.metrics();
    List<Double> bounds = new ArrayList<>();
    for (long micros : StoreMetrics.COMMIT_BOUNDS_MICROS) bounds.add(micros / 1e6);
    return new Distribution(
        bounds, now.commitLatency(), now.commits() * now.commitMicrosAverage() / 1e6);
  }
}
