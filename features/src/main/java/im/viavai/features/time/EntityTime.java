package im.viavai.features.time;

import im.viavai.server.feature.At;
import im.viavai.server.feature.Feature;
import im.viavai.server.feature.Host;
import im.viavai.server.feature.IqHandler;
import im.viavai.server.feature.Spec;
import im.viavai.xmpp.Element;
import im.viavai.xmpp.Name;
import im.viavai.xmpp.Timestamps;
import java.time.Instant;

/// Tells the time of the server.
public final class EntityTime implements Feature {
  private static final String NS = "urn:xmpp:time";
  private static final Name TIME = new Name(NS, "time");

  @Override
  public Spec spec() {
    return new Spec("XEP-0202", "2.0", Spec.Extent.COMPLETE);
  }

  @Override
  public void install(Host host) {
    host.advertise(NS);
    host.onGet(
        At.DOMAIN,
        TIME,
        IqHandler.swift(request -> request.result(answer(host.clock().instant()))));
  }

  private static Element answer(Instant now) {
    return Element.builder(TIME)
        .child("tzo", "+00:00")
        .child("utc", Timestamps.format(now))
        .build();
  }
}
