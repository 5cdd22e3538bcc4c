package im.viavai.store.sql;

import im.viavai.store.Append;
import im.viavai.store.ArchiveFilter;
import im.viavai.store.ArchivePage;
import im.viavai.store.ArchiveQuery;
import im.viavai.store.ArchiveStore;
import im.viavai.store.Outcome;
import im.viavai.store.Store;
import im.viavai.store.StoreOptions;
import im.viavai.xmpp.Jid;
import java.util.List;
import java.util.Set;

/// Wall time of a page of a contact with three entries in a large archive, and of one who is
/// everywhere. Not a test: run its `main` with the number of entries.
final class ContactBench {
  private static final Set<Append.Flag> ARCHIVED = Set.of(Append.Flag.ARCHIVED);
  private static final int PAGES = 20;

  private ContactBench() {}

  public static void main(String[] arguments) {
    int entries = Integer.parseInt(arguments[0]);
    try (SqliteBackend backend = new SqliteBackend()) {
      try (Store store = backend.open(StoreOptions.standard())) {
        fill(store.port(ArchiveStore.class), entries);
      }
      try (Store store = backend.open(StoreOptions.standard())) {
        ArchiveStore archive = store.port(ArchiveStore.class);
        for (String who : List.of("rare@example.org", "rare@example.org/phone", "friend3@b.org")) {
          ArchiveFilter filter = ArchiveFilter.ALL.with(Jid.of(who));
          page(who + ", last", archive, ArchiveQuery.last(1, filter, 50));
          page(who + ", first", archive, ArchiveQuery.first(1, filter, 50));
        }
      }
    }
  }

  private static void fill(ArchiveStore archive, int entries) {
    Jid rare = Jid.of("rare@example.org/phone");
    Outcome last = new Outcome();
    for (long id = 1; id <= entries; id++) {
      boolean isRare = id == entries / 5 || id == entries / 2 || id == entries - entries / 10;
      Jid with = isRare ? rare : Jid.of("friend" + id % 20 + "@b.org/phone");
      Append.Entry entry = new Append.Entry(1, id, with, ARCHIVED, Append.Kind.CHAT, "o" + id);
      last = new Outcome();
      Append append = new Append(new byte[200], id, List.of(entry), last);
      while (archive.append(append) == ArchiveStore.Offer.FULL) {
        Thread.onSpinWait();
      }
    }
    last.await();
  }

  private static void page(String what, ArchiveStore archive, ArchiveQuery query) {
    int found = 0;
    long fastest = Long.MAX_VALUE;
    for (int i = 0; i < PAGES; i++) {
      long begin = System.nanoTime();
      found = ((ArchivePage) archive.page(query)).entries().size();
      fastest = Math.min(fastest, System.nanoTime() - begin);
    }
    System.out.printf("%s: %d entries, fastest of %d %.2f ms%n", what, found, PAGES, fastest / 1e6);
  }
}
