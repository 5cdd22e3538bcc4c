package im.viavai.features.retraction;

import im.viavai.features.archive.Archive;
import im.viavai.features.retraction.Tombstones.Retraction;
import im.viavai.server.feature.Feature;
import im.viavai.server.feature.Host;
import im.viavai.server.feature.Passage;
import im.viavai.server.feature.Spec;
import im.viavai.store.ArchiveStore;
import im.viavai.xmpp.Element;
import im.viavai.xmpp.Name;
import im.viavai.xmpp.Stanza;
import java.time.InstantSource;
import java.util.Set;

/// Takes retracted messages out of the archives of this server.
public final class Retractions implements Feature {
  static final String NS = "urn:xmpp:message-retract:1";

  private static final Name RETRACT = new Name(NS, "retract");

  @Override
  public Spec spec() {
    return new Spec("XEP-0424", "0.4.2", Spec.Extent.COMPLETE);
  }

  @Override
  public Set<Class<? extends Feature>> requires() {
    return Set.of(Archive.class);
  }

  @Override
  public void install(Host host) {
    host.advertise(NS); // §2
    host.advertiseOnAccount(NS);
    host.advertiseOnAccount(NS + "#tombstone"); // §4
    Tombstones tombstones = new Tombstones(host.store(ArchiveStore.class));
    Host.Counter dropped =
        host.counter("tombstones_dropped", "Retractions that left the message as it was.");
    Hook hook = new Hook(tombstones, host.clock(), dropped);
    host.sent().having(RETRACT).record(hook::record);
    host.received().having(RETRACT).record(hook::record);
  }

  /// Hands retractions on to those who may wait.
  private record Hook(Tombstones tombstones, InstantSource clock, Host.Counter dropped) {
    void record(Passage passage) {
      // §4: the retraction MUST be in the archive as well
      if (passage.archiveId() == 0) return;
      Stanza message = passage.stanza();
      String retracted = message.element(RETRACT).map((Element e) -> e.attribute("id")).orElse("");
      if (retracted.isEmpty()) return;
      boolean sent = passage.session() != null;
      Retraction retraction =
          new Retraction(
              passage.account(), retracted, passage.with(), sent, message.id(), clock.instant());
      if (!tombstones.offer(retraction)) dropped.increment();
    }
  }
}
