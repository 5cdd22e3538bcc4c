package im.viavai.features.legacyauth;

import im.viavai.server.feature.Feature;
import im.viavai.server.feature.Host;
import im.viavai.server.feature.Spec;
import im.viavai.xmpp.Name;
import im.viavai.xmpp.StanzaError;

/// Refuses logins of before SASL.
public final class LegacyAuth implements Feature {
  private static final Name QUERY = new Name("jabber:iq:auth", "query");

  @Override
  public Spec spec() {
    return new Spec("XEP-0078", "2.5", Spec.Extent.PARTIAL);
  }

  @Override
  public void install(Host host) {
    host.onBeforeLogin(
        QUERY, // §3.1: a server that supports only SASL
        (iq, address) -> iq.error(StanzaError.of(StanzaError.Condition.SERVICE_UNAVAILABLE)));
  }
}
