package im.viavai.features.archive;

import im.viavai.store.ArchiveStore;
import im.viavai.store.PurgeReport;
import im.viavai.store.Retention;
import java.time.Duration;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Removes what is older than one domain keeps its archives (XEP-0313 §3.2). The store does it in
/// slices between the writer's batches.
///
/// @param retention see [ArchiveOptions#retention()]
record Purge(ArchiveStore store, String domain, Duration retention) {
  private static final Logger log = LoggerFactory.getLogger(Purge.class);

  /// One round. May wait long.
  void run() {
    PurgeReport report =
        store.purge(
            new Retention(
                Retention.FOREVER, Map.of(domain, retention), Map.of(), Retention.FOREVER));
    if (report.entries() > 0) {
      log.atInfo()
          .addKeyValue("domain", domain)
          .addKeyValue("entries", report.entries())
          .addKeyValue("stanzas", report.stanzas())
          .log("archive_purged");
    }
  }
}
