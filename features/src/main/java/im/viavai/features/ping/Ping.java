package im.viavai.features.ping;

import im.viavai.server.feature.At;
import im.viavai.server.feature.Feature;
import im.viavai.server.feature.Host;
import im.viavai.server.feature.IqHandler;
import im.viavai.server.feature.IqRequest;
import im.viavai.server.feature.Spec;
import im.viavai.xmpp.Name;
import im.viavai.xmpp.Stanza;
import im.viavai.xmpp.StanzaError;

/// Answers pings.
public final class Ping implements Feature {
  private static final String NS = "urn:xmpp:ping";
  private static final Name PING = new Name(NS, "ping");

  @Override
  public Spec spec() {
    return new Spec("XEP-0199", "2.0.1", Spec.Extent.COMPLETE);
  }

  @Override
  public void install(Host host) {
    host.advertise(NS);
    host.advertiseOnAccount(NS);
    host.onGet(At.ACCOUNT, PING, IqHandler.swift(IqRequest::result)); // §4.2
    host.onGet(At.DOMAIN, PING, IqHandler.swift(IqRequest::result));
    host.onGet(At.CONTACT, PING, IqHandler.swift(Ping::forContact));
  }

  /// §7: whether the account exists is told to those only who may see its presence.
  private static Stanza forContact(IqRequest request) {
    return request.target().roster().isSeenBy(request.from().bare())
        ? request.result()
        : request.error(StanzaError.of(StanzaError.Condition.SERVICE_UNAVAILABLE));
  }
}
