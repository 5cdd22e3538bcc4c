package im.viavai.features.hints;

import im.viavai.features.archive.Archive;
import im.viavai.features.carbons.Carbons;
import im.viavai.server.feature.Feature;
import im.viavai.server.feature.Host;
import im.viavai.server.feature.Spec;
import java.util.Set;

/// Announces that hints are obeyed.
public final class Hints implements Feature {
  @Override
  public Spec spec() {
    return new Spec("XEP-0334", "1.0.0", Spec.Extent.COMPLETE);
  }

  @Override
  public Set<Class<? extends Feature>> requires() {
    return Set.of(Archive.class, Carbons.class);
  }

  @Override
  public void install(Host host) {
    host.advertise("urn:xmpp:hints");
  }
}
