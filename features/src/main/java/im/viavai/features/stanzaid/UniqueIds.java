package im.viavai.features.stanzaid;

import im.viavai.features.archive.Archive;
import im.viavai.server.feature.Feature;
import im.viavai.server.feature.Host;
import im.viavai.server.feature.Spec;
import im.viavai.server.route.StanzaIds;
import java.util.Set;

/// Announces that ids given in the name of an account can be trusted.
public final class UniqueIds implements Feature {
  @Override
  public Spec spec() {
    return new Spec("XEP-0359", "0.7.0", Spec.Extent.COMPLETE);
  }

  @Override
  public Set<Class<? extends Feature>> requires() {
    return Set.of(Archive.class);
  }

  @Override
  public void install(Host host) {
    host.advertiseOnAccount(StanzaIds.NS); // §5
  }
}
