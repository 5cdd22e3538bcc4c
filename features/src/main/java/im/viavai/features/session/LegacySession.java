package im.viavai.features.session;

import im.viavai.server.feature.At;
import im.viavai.server.feature.Feature;
import im.viavai.server.feature.Host;
import im.viavai.server.feature.IqHandler;
import im.viavai.server.feature.IqRequest;
import im.viavai.server.feature.Spec;
import im.viavai.xmpp.Element;
import im.viavai.xmpp.Name;
import im.viavai.xmpp.Namespaces;

/// Grants sessions to clients that ask for one.
public final class LegacySession implements Feature {
  private static final Name SESSION = new Name(Namespaces.SESSION, "session");

  @Override
  public Spec spec() {
    return new Spec("RFC 3921", "2004-10", Spec.Extent.PARTIAL);
  }

  @Override
  public void install(Host host) {
    host.streamFeature(
        Element.builder(SESSION).child(Element.of(Namespaces.SESSION, "optional")).build());
    host.onSet(At.ACCOUNT, SESSION, IqHandler.swift(IqRequest::result));
    host.onSet(At.DOMAIN, SESSION, IqHandler.swift(IqRequest::result));
  }
}
