package im.viavai.store;

import static org.assertj.core.api.Assertions.assertThat;

import im.viavai.xmpp.Jid;
import java.util.List;
import java.util.Set;

/// What the contracts of an [ArchiveStore] have in common: appending, and reading ids.
public abstract class ArchiveContract extends StoreContract {
  protected static final List<Jid> OTHERS =
      List.of(
          ROMEO,
          Jid.of("romeo@montague.example/orchard"),
          Jid.of("romeo@montague.example/balcony"),
          Jid.of("nurse@capulet.example/x"),
          Jid.of("room@chat.example/Nurse"));

  protected ArchiveContract(Backend backend) {
    super(backend);
  }

  protected final ArchiveStore archive() {
    return port(ArchiveStore.class);
  }

  protected static Append.Entry entry(long archive, long id, Jid with, Set<Append.Flag> flags) {
    return new Append.Entry(archive, id, with, flags, Append.Kind.CHAT, "o" + id);
  }

  protected final Outcome append(String stanza, long timestamp, Append.Entry... entries) {
    Outcome outcome = new Outcome();
    Append append = new Append(bytes(stanza), timestamp, List.of(entries), outcome);
    while (archive().append(append) == ArchiveStore.Offer.FULL) {
      Thread.onSpinWait();
    }
    return outcome;
  }

  protected final void appendAndWait(String stanza, long timestamp, Append.Entry... entries) {
    assertThat(append(stanza, timestamp, entries).await()).isEqualTo("committed");
  }

  protected static List<Long> ids(List<ArchiveEntry> entries) {
    return entries.stream().map(ArchiveEntry::id).toList();
  }

  protected final List<Long> ids(ArchiveQuery query) {
    return ids(((ArchivePage) archive().page(query)).entries());
  }
}
