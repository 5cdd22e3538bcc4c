package im.viavai.features.offline;

import im.viavai.features.archive.Archive;
import im.viavai.server.feature.Feature;
import im.viavai.server.feature.Host;
import im.viavai.server.feature.Spec;
import java.util.Set;

/// Announces that messages to those who are away are kept.
public final class OfflineMessages implements Feature {
  @Override
  public Spec spec() {
    return new Spec("XEP-0160", "1.0.1", Spec.Extent.COMPLETE);
  }

  @Override
  public Set<Class<? extends Feature>> requires() {
    return Set.of(Archive.class);
  }

  @Override
  public void install(Host host) {
    host.advertise("msgoffline"); // §4
  }
}
