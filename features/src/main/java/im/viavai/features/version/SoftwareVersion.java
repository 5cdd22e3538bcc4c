package im.viavai.features.version;

import im.viavai.server.feature.At;
import im.viavai.server.feature.Feature;
import im.viavai.server.feature.Host;
import im.viavai.server.feature.IqHandler;
import im.viavai.server.feature.Spec;
import im.viavai.xmpp.Element;
import im.viavai.xmpp.Name;

/// Tells the name and version of the server.
public final class SoftwareVersion implements Feature {
  private static final String NS = "jabber:iq:version";
  private static final Name QUERY = new Name(NS, "query");

  private final Element answer;

  /// @param version of this build
  public SoftwareVersion(String version) {
    answer = Element.builder(QUERY).child("name", "Viavai").child("version", version).build();
  }

  @Override
  public Spec spec() {
    return new Spec("XEP-0092", "1.1", Spec.Extent.COMPLETE);
  }

  @Override
  public void install(Host host) {
    host.advertise(NS);
    host.onGet(At.DOMAIN, QUERY, IqHandler.swift(request -> request.result(answer)));
  }
}
