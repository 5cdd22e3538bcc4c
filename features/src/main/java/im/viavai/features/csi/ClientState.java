package im.viavai.features.csi;

import im.viavai.server.feature.Feature;
import im.viavai.server.feature.Host;
import im.viavai.server.feature.Spec;
import im.viavai.server.session.Session;
import im.viavai.xmpp.Element;
import im.viavai.xmpp.Name;
import org.jspecify.annotations.Nullable;

/// Takes a client's word on whether anybody looks at it.
public final class ClientState implements Feature {
  private static final String NS = "urn:xmpp:csi:0";
  private static final Name ACTIVE = new Name(NS, "active");
  private static final Name INACTIVE = new Name(NS, "inactive");

  @Override
  public Spec spec() {
    return new Spec("XEP-0352", "1.0.0", Spec.Extent.COMPLETE);
  }

  @Override
  public void install(Host host) {
    host.streamFeature(Element.of(NS, "csi")); // §4.1
    host.onNonza(ACTIVE, (session, nonza) -> session.active());
    host.onNonza(INACTIVE, (session, nonza) -> session.inactive());
    host.onBind(INACTIVE, ClientState::beginInactive);
    host.onBind(ACTIVE, (session, request) -> null); // it is already
  }

  private static @Nullable Element beginInactive(Session session, Element request) {
    session.inactive();
    return null;
  }
}
