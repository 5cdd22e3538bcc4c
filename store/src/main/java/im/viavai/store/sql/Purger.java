package im.viavai.store.sql;

import im.viavai.store.PurgeReport;
import im.viavai.store.Retention;
import im.viavai.store.StoreUnavailable;
import im.viavai.xmpp.Jid;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Goes over the archives and deletes what is too old, and what removed accounts left.
final class Purger {
  private static final Logger log = LoggerFactory.getLogger(Purger.class);
  private static final int ACCOUNTS = 500;

  /// How long after its removal an archive is looked at once more: an append may have been on its
  /// way.
  private static final long REMOVED_AGAIN_MILLIS = 3_600_000;

  private final Writer writer;
  private final Readers readers;
  private final ArchiveSlices slices;
  private final InstantSource clock;
  private final ReentrantLock one = new ReentrantLock();

  Purger(Writer writer, Readers readers, ArchiveSlices slices, InstantSource clock) {
    this.writer = writer;
    this.readers = readers;
    this.slices = slices;
    this.clock = clock;
  }

  private record Account(long key, Jid jid, long cursor) {}

  private record Removed(long key, long removedMillis) {}

  PurgeReport purge(Retention retention) {
    one.lock();
    try {
      slices.placeAll();
      PurgeReport report = removed();
      long after = 0;
      while (true) {
        List<Account> accounts = accounts(after);
        if (accounts.isEmpty()) {
          return report;
        }
        for (Account account : accounts) {
          report = sum(report, purge(account, retention));
        }
        after = accounts.getLast().key();
      }
    } finally {
      one.unlock();
    }
  }

  private List<Account> accounts(long after) {
    return readers.read(
        "list accounts to purge",
        sql ->
            sql.list(
                "SELECT a.key, a.localpart, a.domain, c.offline FROM account a"
                    + " LEFT JOIN archive_cursor c ON c.archive = a.key"
                    + " WHERE a.key > ? ORDER BY a.key LIMIT ?",
                row ->
                    new Account(
                        row.getLong(1),
                        Jid.of(row.getString(2) + "@" + row.getString(3)),
                        row.getLong(4)),
                after,
                ACCOUNTS));
  }

  private PurgeReport purge(Account account, Retention retention) {
    long before = before(retention.of(account.jid()));
    long undeliveredBefore = before(retention.undelivered());
    if (before == Long.MIN_VALUE && undeliveredBefore == Long.MIN_VALUE) {
      return new PurgeReport(1, 0, 0, 0);
    }
    return slices.delete(
        account.key(),
        entry -> {
          boolean waits =
              (entry.flags() & (Flags.OFFLINE | Flags.OUTGOING)) == Flags.OFFLINE
                  && entry.id() > account.cursor();
          return entry.stampMillis() < (waits ? undeliveredBefore : before);
        });
  }

  private long before(Duration kept) {
    return kept.compareTo(Duration.ofDays(365_000)) > 0
        ? Long.MIN_VALUE
        : clock.millis() - kept.toMillis();
  }

  /// Deletes the archives of removed accounts on a thread of its own.
  void clearRemoved() {
    Thread.ofVirtual()
        .name("store-removed")
        .start(() -> {
          one.lock();
          try {
            removed();
          } catch (StoreUnavailable e) {
            // The rows stay marked as not cleared; the next purge or start goes on.
            log.atWarn().setCause(e).log("store_clearing_postponed");
          } finally {
            one.unlock();
          }
        });
  }

  private PurgeReport removed() {
    PurgeReport report = new PurgeReport(0, 0, 0, 0);
    List<Removed> all =
        readers.read(
            "list removed accounts",
            sql ->
                sql.list(
                    "SELECT key, removed FROM removed_account WHERE cleared = 0 ORDER BY key",
                    row -> new Removed(row.getLong(1), row.getLong(2))));
    for (Removed account : all) {
      report = sum(report, slices.clear(account.key()));
      if (clock.millis() - account.removedMillis() > REMOVED_AGAIN_MILLIS) {
        writer.writeSlice(
            "mark a removed account as cleared",
            sql -> {
              sql.update("DELETE FROM archive_cursor WHERE archive = ?", account.key());
              slices.forget(sql, account.key());
              return sql.update(
                  "UPDATE removed_account SET cleared = 1 WHERE key = ?", account.key());
            });
      }
    }
    return report;
  }

  private static PurgeReport sum(PurgeReport a, PurgeReport b) {
    return new PurgeReport(
        a.archives() + b.archives(),
        a.entries() + b.entries(),
        a.stanzas() + b.stanzas(),
        a.slices() + b.slices());
  }
}
