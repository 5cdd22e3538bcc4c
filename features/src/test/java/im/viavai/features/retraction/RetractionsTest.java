package im.viavai.features.retraction;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import im.viavai.features.Stage;
import im.viavai.store.AccountStore;
import im.viavai.store.Append;
import im.viavai.store.ArchiveEntry;
import im.viavai.store.ArchiveFilter;
import im.viavai.store.ArchivePage;
import im.viavai.store.ArchiveQuery;
import im.viavai.store.ArchiveStore;
import im.viavai.store.Store;
import im.viavai.xmpp.Jid;
import im.viavai.xmpp.Requirement;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Tombstones in the archives, which are set a moment after the retraction went by.
final class RetractionsTest {
  private static final String TALK =
      """
      [juliet connects as juliet@localhost/balcony]
      [romeo connects as romeo@localhost/orchard]
      romeo sends: <message id='m1' to='juliet@localhost' type='chat'><body>Thy love is false.</body><origin-id xmlns='urn:xmpp:sid:0' id='m1'/></message>
      juliet sends: <message id='m2' to='romeo@localhost/orchard' type='chat'><body>Is it?</body><origin-id xmlns='urn:xmpp:sid:0' id='m2'/></message>
      romeo receives: <message id='m2' type='chat'>{any}</message>
      """;

  @Test
  @Requirement(
      document = "XEP-0424",
      section = "4",
      quote =
          "the original contents (i.e. the <body/> and any related elements which might leak information about the original message) get replaced with a <retracted/> element")
  void aRetractedMessageLeavesATombstoneInBothArchives() {
    Stage.play(
        TALK
            + """
            romeo sends: <message id='m3' to='juliet@localhost' type='chat'><retract xmlns='urn:xmpp:message-retract:1' id='m1'/><store xmlns='urn:xmpp:hints'/></message>
            """,
        store -> {
          for (String owner : List.of("juliet@localhost", "romeo@localhost")) {
            ArchiveEntry buried = buried(store, owner);
            assertThat(new String(buried.stanza(), UTF_8))
                .contains("<retracted", "id='m3'", "id='m1'")
                .doesNotContain("false");
          }
        });
  }

  @Test
  @Requirement(
      document = "XEP-0424",
      section = "5",
      quote =
          "MUST only be processed when both the original message and the retraction request are received from the same bare-JID")
  void t29NobodyRetractsTheMessageOfAnother() {
    Stage.play(
        TALK
            + """
            romeo sends: <message id='m3' to='juliet@localhost' type='chat'><retract xmlns='urn:xmpp:message-retract:1' id='m2'/><store xmlns='urn:xmpp:hints'/></message>
            romeo sends: <message id='m4' to='juliet@localhost' type='chat'><retract xmlns='urn:xmpp:message-retract:1' id='m1'/><store xmlns='urn:xmpp:hints'/></message>
            """,
        store -> {
          buried(store, "juliet@localhost"); // in their order: the forged one was judged before
          assertThat(entries(store, "juliet@localhost"))
              .filteredOn(entry -> new String(entry.stanza(), UTF_8).contains("id='m2'"))
              .anySatisfy(
                  entry -> assertThat(new String(entry.stanza(), UTF_8)).contains("Is it?"));
        });
  }

  /// The first message of an archive that is a tombstone, once there is one.
  private static ArchiveEntry buried(Store store, String owner) {
    long deadline = System.nanoTime() + 20_000_000_000L;
    while (System.nanoTime() < deadline) {
      for (ArchiveEntry entry : entries(store, owner))
        if (entry.flags().contains(Append.Flag.TOMBSTONE)) return entry;
      Thread.onSpinWait();
    }
    throw new AssertionError("no tombstone in the archive of " + owner);
  }

  private static List<ArchiveEntry> entries(Store store, String owner) {
    long archive = store.port(AccountStore.class).find(Jid.of(owner)).orElseThrow().key();
    ArchiveQuery all =
        new ArchiveQuery(
            archive,
            ArchiveFilter.ALL,
            ArchiveQuery.Direction.FORWARD,
            0,
            50,
            ArchiveQuery.Order.ASCENDING,
            ArchiveQuery.Counting.UNCOUNTED);
    return ((ArchivePage) store.port(ArchiveStore.class).page(all)).entries();
  }
}
