package im.viavai.features.upload;

import im.viavai.store.UploadRecord;
import im.viavai.store.UploadStore;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Removes what has expired, files first, then what is known of them; a few at a time, so that
/// nobody waits for it. Virtual threads.
///
/// @param began when the server did: what was coming before will never be complete
record Purge(UploadStore store, UploadStorage storage, InstantSource clock, Instant began) {
  private static final Logger log = LoggerFactory.getLogger(Purge.class);
  private static final int AT_ONCE = 100;

  /// No upload takes longer.
  private static final Duration LONGEST = Duration.ofDays(1);

  /// A slot counts that long, see [Slots].
  private static final Duration COUNTED = Duration.ofHours(1);

  /// One round.
  void run() {
    Instant now = clock.instant();
    Instant latest = now.minus(LONGEST);
    long coming = (latest.isAfter(began) ? latest : began).toEpochMilli();
    int gone = 0;
    List<UploadRecord> some;
    do {
      some = store.expired(now.toEpochMilli(), coming, AT_ONCE);
      for (UploadRecord one : some) {
        try {
          storage.delete(one.id());
        } catch (IOException e) {
          log.atWarn().addKeyValue("file", one.id()).setCause(e).log("upload_not_deleted");
          return; // the next round tries again
        }
        store.delete(one.id());
        gone++;
      }
    } while (some.size() == AT_ONCE);
    long ended = now.minus(COUNTED).toEpochMilli();
    int deleted;
    do {
      deleted = store.deleteEnded(ended, AT_ONCE);
    } while (deleted == AT_ONCE);
    if (gone > 0) log.atInfo().addKeyValue("files", gone).log("uploads_purged");
  }
}
