package im.viavai.features.retraction;

import im.viavai.server.session.Account;
import im.viavai.store.Append;
import im.viavai.store.ArchiveEntry;
import im.viavai.store.ArchiveStore;
import im.viavai.store.StoreUnavailable;
import im.viavai.xmpp.Boundary;
import im.viavai.xmpp.Element;
import im.viavai.xmpp.Jid;
import im.viavai.xmpp.Stanza;
import im.viavai.xmpp.Timestamps;
import java.time.Instant;
import java.util.ArrayDeque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Puts tombstones (XEP-0424 §4) in the place of retracted messages, one after the other, on a
/// virtual thread that is there only while there is something to do.
@Boundary("one retraction that fails must not stop the others")
final class Tombstones {
  /// How many retractions wait at most.
  static final int LIMIT = 1024;

  /// How many of an archive's newest messages are looked at.
  static final int DEPTH = 10_000;

  private static final Logger log = LoggerFactory.getLogger(Tombstones.class);
  private static final String SID = "urn:xmpp:sid:0";

  private final ArchiveStore store;
  private final ArrayDeque<Retraction> waiting = new ArrayDeque<>(); // guarded by itself
  private boolean working; // likewise

  /// What is to be done in one archive.
  ///
  /// @param retracted the id of the message that goes
  /// @param with the other one
  /// @param sent whether the account sent it itself
  /// @param id of the retraction
  record Retraction(
      Account account, String retracted, Jid with, boolean sent, String id, Instant at) {}

  Tombstones(ArchiveStore store) {
    this.store = store;
  }

  /// Puts it in the queue; false if that is full. Any thread; never waits.
  boolean offer(Retraction retraction) {
    synchronized (waiting) {
      if (waiting.size() >= LIMIT) return false;
      waiting.add(retraction);
      if (working) return true;
      working = true;
    }
    Thread.ofVirtual().name("tombstones").start(this::work);
    return true;
  }

  private void work() {
    while (true) {
      Retraction next;
      synchronized (waiting) {
        next = waiting.poll();
        if (next == null) {
          working = false;
          return;
        }
      }
      try {
        bury(next);
      } catch (StoreUnavailable e) {
        log.atWarn()
            .addKeyValue("account", next.account())
            .addKeyValue("reason", e.getMessage())
            .log("tombstone_not_set");
      } catch (RuntimeException e) {
        log.atError().addKeyValue("account", next.account()).setCause(e).log("tombstone_failed");
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private void bury(Retraction retraction) throws InterruptedException {
    Account account = retraction.account();
    account.awaitWritten(); // the message may have been sent just before
    ArchiveEntry entry =
        store.findByOriginId(account.key(), retraction.retracted(), DEPTH).orElse(null);
    if (entry == null || !isBySameSender(entry, retraction)) return;
    store.replace(account.key(), entry.id(), tombstone(entry, retraction).embedded());
  }

  /// §5: "received from the same bare-JID (in a one-on-one conversation)"
  private static boolean isBySameSender(ArchiveEntry entry, Retraction retraction) {
    return entry.kind() != Append.Kind.GROUPCHAT
        && !entry.flags().contains(Append.Flag.TOMBSTONE)
        && entry.flags().contains(Append.Flag.OUTGOING) == retraction.sent()
        && entry.with().bare().equals(retraction.with().bare());
  }

  /// The message without content: addresses, id and type stay, and what others called it.
  private static Stanza tombstone(ArchiveEntry entry, Retraction retraction) {
    return Stanza.parse(entry.stanza())
        .without(child -> !child.name().namespace().equals(SID))
        .plus(
            Element.builder(Retractions.NS, "retracted")
                .attribute("stamp", Timestamps.format(retraction.at()))
                .attribute("id", retraction.id())
                .build());
  }
}
