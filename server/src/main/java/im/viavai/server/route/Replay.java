package im.viavai.server.route;

import im.viavai.server.session.Account;
import im.viavai.server.session.Session;
import im.viavai.store.Append;
import im.viavai.store.ArchiveEntry;
import im.viavai.store.ArchiveStore;
import im.viavai.store.StoreUnavailable;
import im.viavai.xmpp.Boundary;
import im.viavai.xmpp.Element;
import im.viavai.xmpp.Jid;
import im.viavai.xmpp.Stanza;
import im.viavai.xmpp.Timestamps;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Reads messages that wait in an archive and delivers them once somebody is there (XEP-0160 §2,
/// RFC 6121 §8.5.2.2.1), before any newer one. One replay per account at a time, on a virtual
/// thread.
@Boundary("one account whose replay fails must not stop the others")
final class Replay {
  /// Messages read at once.
  static final int PAGE = 50;

  /// How long a client may take to confirm a page before the rest waits for its next presence.
  static final Duration PATIENCE = Duration.ofMinutes(2);

  /// How long to leave a store alone that failed.
  static final Duration RETRY = Duration.ofSeconds(5);

  private static final Logger log = LoggerFactory.getLogger(Replay.class);

  private final ArchiveStore archive;
  private final Executor waiting;

  Replay(ArchiveStore archive, Executor waiting) {
    this.archive = archive;
    this.waiting = waiting;
  }

  /// Begins if something waits, somebody is there to take it, and nobody does it already. The
  /// caller holds no monitor.
  void begin(Account account) {
    long from;
    synchronized (account) {
      if (!hasTaker(account)) return;
      from = account.beginReplay();
    }
    if (from >= 0) waiting.execute(() -> run(account, from));
  }

  private void run(Account account, long from) {
    Account.Replay outcome = Account.Replay.INTERRUPTED;
    try {
      outcome = replay(account, from);
    } catch (StoreUnavailable e) {
      log.atWarn()
          .addKeyValue("account", account)
          .addKeyValue("reason", e.getMessage())
          .log("replay_postponed");
      outcome = Account.Replay.INTERRUPTED;
      pause(RETRY);
      synchronized (account) {
        account.endReplay(outcome);
      }
      begin(account);
      return;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      log.atError().addKeyValue("account", account).setCause(e).log("replay_failed");
    }
    if (outcome == Account.Replay.INTERRUPTED) {
      synchronized (account) {
        account.endReplay(outcome);
      }
    }
  }

  private Account.Replay replay(Account account, long from) throws InterruptedException {
    long after = from - 1;
    while (true) {
      long upTo;
      synchronized (account) {
        upTo = account.lastArchiveId();
        account.awaitWritten();
      }
      if (!awaitRoom(account)) return Account.Replay.INTERRUPTED;
      List<ArchiveEntry> page = archive.offline(account.key(), after, PAGE);
      synchronized (account) {
        for (ArchiveEntry entry : page) {
          if (!account.isTaken(entry.id())) {
            if (!MessageDelivery.toAvailable(account, delayed(account, entry), entry.id())) {
              return Account.Replay.INTERRUPTED;
            }
          }
          after = entry.id();
          account.replayedTo(after);
        }
        if (page.size() < PAGE && account.lastArchiveId() == upTo) {
          account.endReplay(Account.Replay.CAUGHT_UP);
          return Account.Replay.CAUGHT_UP;
        }
      }
    }
  }

  private static boolean awaitRoom(Account account) throws InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (System.nanoTime() < deadline) {
      if (!hasTaker(account)) return false;
      boolean room = true;
      for (Session session : account.sessionArray())
        if (session.isAvailable() && !session.hasRoom()) room = false;
      if (room) return true;
      Thread.sleep(20);
    }
    return false;
  }

  private static boolean hasTaker(Account account) {
    for (Session session : account.sessionArray()) {
      if (session.isAvailable() && session.priority() >= 0) return true;
    }
    return false;
  }

  private static Stanza delayed(Account account, ArchiveEntry entry) {
    Stanza message = Stanza.parse(entry.stanza());
    if (entry.flags().contains(Append.Flag.ARCHIVED))
      message = StanzaIds.stamp(message, account.address(), entry.id());
    return message.plus(delay(account.address().domain(), entry.timestampMillis()));
  }

  /// XEP-0203: who kept it, and since when.
  static Element delay(Jid by, long millis) {
    return Element.builder("urn:xmpp:delay", "delay")
        .attribute("from", by.toString())
        .attribute("stamp", Timestamps.format(Instant.ofEpochMilli(millis)))
        .build();
  }

  private static void pause(Duration time) {
    try {
      Thread.sleep(time);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
