package im.viavai.features.archive;

import im.viavai.features.archive.Query.Asked;
import im.viavai.server.config.Limits;
import im.viavai.server.feature.IqRequest;
import im.viavai.server.session.Account;
import im.viavai.server.session.Session;
import im.viavai.store.ArchiveEntry;
import im.viavai.store.ArchivePage;
import im.viavai.store.ArchiveQuery;
import im.viavai.store.ArchiveResult;
import im.viavai.store.ArchiveStore;
import im.viavai.xmpp.Element;
import im.viavai.xmpp.Rsm;
import im.viavai.xmpp.Stanza;
import im.viavai.xmpp.StanzaError;
import im.viavai.xmpp.StanzaError.Condition;
import im.viavai.xmpp.Timestamps;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/// Answers queries: reads a page, sends its messages, then says that they were all. Virtual threads
/// only.
final class Pages {
  /// A page ends before it has so many bytes, but has one message at least.
  static final int PAGE_BYTES = 256 * 1024;

  /// How long a query waits for a client that does not read what it asked for before.
  static final Duration PATIENCE = Duration.ofSeconds(20);

  private static final long LOOK_MILLIS = 10;

  private final ArchiveStore store;
  private final int most;
  private final long pageBytes;

  Pages(ArchiveStore store, int most, Limits limits) {
    this.store = store;
    this.most = most;
    // far below what would close the stream of a client that reads slowly
    long least = Math.min(limits.sendQueueBytes().bytes(), limits.unackedBytes().bytes());
    this.pageBytes = Math.min(PAGE_BYTES, least / 4);
  }

  /// Answers `<query/>` (XEP-0313 §4).
  Stanza answer(IqRequest request) {
    return switch (Query.read(request.payload(), request.target(), most)) {
      case Query.Wrong(StanzaError error) -> request.error(error);
      case Asked asked -> answer(request, asked);
    };
  }

  private Stanza answer(IqRequest request, Asked asked) {
    Session session = request.session();
    Account account = session.account();
    long upTo;
    try {
      upTo = upToNow(account);
      if (!awaitRoom(session)) {
        return request.error(
            StanzaError.of(
                Condition.RESOURCE_CONSTRAINT, "Read what you asked for before, then ask again."));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return request.error(StanzaError.of(Condition.RESOURCE_CONSTRAINT, "The server stops."));
    }
    ArchiveResult result = store.page(asked.of(account.key()));
    return switch (result) {
      case ArchiveResult.UnknownId(long id) ->
          request.error(
              StanzaError.of(
                  Condition.ITEM_NOT_FOUND, "There is no message " + account.archiveId(id) + "."));
      case ArchivePage page -> {
        List<ArchiveEntry> entries = fitting(asked, page.entries());
        boolean complete = page.complete() && entries.size() == page.entries().size();
        Results results = new Results(account, session.address(), asked.queryId());
        for (ArchiveEntry entry : entries) session.send(results.of(entry));
        if (!session.isAvailable() && hasAllThatWaits(account, asked, entries, complete)) {
          session.catchesUpItself(upTo); // §6.1.1: no offline messages for who has read them here
        }
        yield request.result(fin(account, asked, entries, page, complete));
      }
    };
  }

  private static boolean hasAllThatWaits(
      Account account, Asked asked, List<ArchiveEntry> entries, boolean complete) {
    if (!asked.reachesTheEnd()) return false;
    if (complete) return true;
    return asked.direction() == ArchiveQuery.Direction.BACKWARD
        && !entries.isEmpty()
        && oldest(asked, entries) <= account.deliveredTo() + 1;
  }

  private static long oldest(Asked asked, List<ArchiveEntry> entries) {
    boolean flipped = asked.order() == ArchiveQuery.Order.FLIPPED;
    return (flipped ? entries.getLast() : entries.getFirst()).id();
  }

  private static long youngest(Asked asked, List<ArchiveEntry> entries) {
    boolean flipped = asked.order() == ArchiveQuery.Order.FLIPPED;
    return (flipped ? entries.getFirst() : entries.getLast()).id();
  }

  /// The newest id, once all up to it are on disk: a page that is complete has no gap at its end.
  private static long upToNow(Account account) throws InterruptedException {
    synchronized (account) {
      long upTo = account.lastArchiveId();
      account.awaitWritten();
      return upTo;
    }
  }

  private static boolean awaitRoom(Session session) throws InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!session.hasRoom()) {
      if (session.isEnded() || System.nanoTime() - deadline > 0) return false;
      Thread.sleep(LOOK_MILLIS);
    }
    return true;
  }

  /// Of a page that is too long, the part next to where it was asked to begin.
  private List<ArchiveEntry> fitting(Asked asked, List<ArchiveEntry> page) {
    boolean fromStart =
        (asked.direction() == ArchiveQuery.Direction.FORWARD)
            == (asked.order() == ArchiveQuery.Order.ASCENDING);
    long bytes = 0;
    for (int taken = 0; taken < page.size(); taken++) {
      int at = fromStart ? taken : page.size() - 1 - taken;
      bytes += page.get(at).stanza().length;
      if (bytes > pageBytes && taken > 0) {
        return fromStart ? page.subList(0, taken) : page.subList(page.size() - taken, page.size());
      }
    }
    return page;
  }

  /// §4.2, §4.3; what we serve is always stable.
  private static Element fin(
      Account account,
      Asked asked,
      List<ArchiveEntry> entries,
      ArchivePage page,
      boolean complete) {
    Rsm.Page set = new Rsm.Page(null, null, -1, page.count());
    if (!entries.isEmpty()) {
      // first and last of the page, whichever way it was sent (§4.3.4)
      String first = account.archiveId(oldest(asked, entries));
      String last = account.archiveId(youngest(asked, entries));
      set = new Rsm.Page(first, last, -1, page.count());
    }
    Element.Builder fin = Element.builder(Archive.NS, "fin");
    if (complete) fin.attribute("complete", "true");
    return fin.child(set.toElement()).build();
  }

  /// Answers `<metadata/>` (XEP-0313 §5).
  Stanza metadata(IqRequest request) {
    return request.result(metadata(request.target()));
  }

  /// The ends of an archive as they are now. May wait.
  Element metadata(Account account) {
    Element.Builder metadata = Element.builder(Archive.NS, "metadata");
    store
        .metadata(account.key())
        .ifPresent(ends ->
            metadata
                .child(end(account, "start", ends.firstId(), ends.firstMillis()))
                .child(end(account, "end", ends.lastId(), ends.lastMillis())));
    return metadata.build();
  }

  private static Element end(Account account, String which, long id, long millis) {
    return Element.builder(Archive.NS, which)
        .attribute("id", account.archiveId(id))
        .attribute("timestamp", Timestamps.format(Instant.ofEpochMilli(millis)))
        .build();
  }
}
