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

  /// How often to look whether somebody has room again, where nobody says so.
  static final Duration LOOK = Duration.ofMillis(100);

  /// How long to leave a store alone that failed.
  static final Duration RETRY = Duration.ofSeconds(5);

  private static final Logger log = LoggerFactory.getLogger(Replay.class);

  private final ArchiveStore archive;
  private final Executor waiting;

  Replay(ArchiveStore archive, Executor waiting) {
    this.archive = archive;
    this.waiting = waiting;
  }

  /// Begins if something waits, somebody is there to take it, and nobody does it already. Any
  /// thread; never waits.
  void begin(Account account) {
    long from;
    synchronized (account) {
      if (!account.isBehind() || !MessageDelivery.hasTaker(account)) return;
      from = account.beginReplay();
    }
    if (from >= 0) waiting.execute(() -> run(account, from));
  }

  private void run(Account account, long from) {
    boolean ended = false;
    try {
      ended = replay(account, from - 1);
    } catch (StoreUnavailable e) {
      log.atWarn()
          .addKeyValue("account", account)
          .addKeyValue("reason", e.getMessage())
          .log("replay_postponed");
      pause(RETRY);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return;
    } catch (RuntimeException e) {
      log.atError().addKeyValue("account", account).setCause(e).log("replay_failed");
      pause(RETRY);
    } finally {
      if (!ended) {
        synchronized (account) {
          account.endReplay(Account.Replay.INTERRUPTED);
        }
      }
    }
    if (!ended) begin(account); // somebody may have come meanwhile
  }

  /// Reads and delivers until nothing waits. False: nobody is there to take the rest.
  private boolean replay(Account account, long from) throws InterruptedException {
    long after = from;
    while (true) {
      long upTo;
      synchronized (account) {
        upTo = account.lastArchiveId();
        account.awaitWritten();
        if (!awaitRoom(account)) return false;
      }
      List<ArchiveEntry> page = archive.offline(account.key(), after, PAGE);
      synchronized (account) {
        boolean all = true;
        for (ArchiveEntry entry : page) {
          if (!isDone(account, entry) && !deliver(account, entry)) {
            all = false;
            break;
          }
          after = entry.id();
          account.replayedTo(after);
        }
        if (all && page.size() < PAGE && account.lastArchiveId() == upTo) {
          account.endReplay(Account.Replay.CAUGHT_UP);
          return true;
        }
      }
    }
  }

  /// Whether a client has it or is being given it, or has read it from the archive.
  private static boolean isDone(Account account, ArchiveEntry entry) {
    return account.isTaken(entry.id())
        || (entry.id() <= account.readTo() && entry.flags().contains(Append.Flag.ARCHIVED));
  }

  private static boolean deliver(Account account, ArchiveEntry entry) {
    Stanza message;
    try {
      message = delayed(account, entry);
    } catch (IllegalArgumentException e) { // promise P16: one damaged message does not hide others
      log.atError()
          .addKeyValue("account", account)
          .addKeyValue("id", entry.id())
          .setCause(e)
          .log("message_damaged");
      return true;
    }
    Jid to = message.to();
    return MessageDelivery.again(account, message, to == null ? account.address() : to, entry.id());
  }

  /// The caller holds the monitor, once.
  private static boolean awaitRoom(Account account) throws InterruptedException {
    while (MessageDelivery.hasTaker(account)) {
      for (Session session : account.sessionArray()) {
        if (MessageDelivery.takes(session) && session.hasRoom()) return true;
      }
      account.wait(LOOK.toMillis());
    }
    return false;
  }

  private static Stanza delayed(Account account, ArchiveEntry entry) {
    Stanza message = Stanza.parse(entry.stanza());
    if (entry.flags().contains(Append.Flag.ARCHIVED))
      message = StanzaIds.stamp(message, account, entry.id());
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
