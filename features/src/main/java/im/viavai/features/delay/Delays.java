package im.viavai.features.delay;

import im.viavai.server.feature.Feature;
import im.viavai.server.feature.Host;
import im.viavai.server.feature.Passage;
import im.viavai.server.feature.Spec;
import im.viavai.xmpp.Jid;
import im.viavai.xmpp.Name;
import im.viavai.xmpp.Stanza;
import java.util.Set;

/// Keeps others from stamping messages with a time in this server's name.
public final class Delays implements Feature {
  private static final String NS = "urn:xmpp:delay";
  private static final Name DELAY = new Name(NS, "delay");

  @Override
  public Spec spec() {
    return new Spec("XEP-0203", "2.0", Spec.Extent.COMPLETE);
  }

  @Override
  public void install(Host host) {
    host.advertise(NS); // §5
    Set<Jid> domains = Set.copyOf(host.domains());
    host.sent().having(DELAY).amend(passage -> clean(passage, domains));
    host.received().having(DELAY).amend(passage -> clean(passage, domains));
  }

  /// §7: of the domain itself, or of an account on it
  private static Stanza clean(Passage passage, Set<Jid> domains) {
    Stanza message = passage.stanza();
    return message.without(child ->
        child.name().equals(DELAY)
            && Jid.parse(message.element(child).attribute("from"))
                .filter(from -> domains.contains(from.domain()))
                .isPresent());
  }
}
