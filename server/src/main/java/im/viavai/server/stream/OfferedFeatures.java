package im.viavai.server.stream;

import im.viavai.server.route.LocalHost;
import im.viavai.server.sasl.SaslOffer;
import im.viavai.xmpp.Element;
import im.viavai.xmpp.Namespaces;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The bytes of `<stream:features/>` before and after login. They depend on the host, the transport
/// and what is offered, never on the connection, so each kind is written once and then sent again:
/// at a storm of logins writing them was a tenth of the work. Any thread.
final class OfferedFeatures {
  /// How many kinds are kept; there are a dozen. At the limit all are forgotten.
  static final int LIMIT = 256;

  private final Map<Kind, byte[]> written = new ConcurrentHashMap<>();

  /// All that the bytes depend on.
  ///
  /// @param announcements how often the host's announcements have changed
  /// @param offer null after login
  private record Kind(LocalHost host, Framing framing, int announcements, @Nullable Offer offer) {}

  /// A [SaslOffer] without the data of its connection.
  private record Offer(
      List<String> mechanisms, Set<String> bindings, List<String> upgrades, List<String> fast) {
    static Offer of(SaslOffer offer) {
      return new Offer(
          offer.mechanisms(), offer.bindings().types(), offer.upgrades(), offer.fast());
    }
  }

  /// What somebody is offered who has not logged in; not to be changed.
  byte[] beforeLogin(Services services, LocalHost host, Framing framing, SaslOffer offer) {
    Kind kind = new Kind(host, framing, host.announcements().changes(), Offer.of(offer));
    return written(kind, () -> framing.element(login(services, host, offer)));
  }

  /// What somebody is offered who has logged in; not to be changed.
  byte[] afterLogin(LocalHost host, Framing framing) {
    Kind kind = new Kind(host, framing, host.announcements().changes(), null);
    return written(kind, () -> framing.element(session(host)));
  }

  private byte[] written(Kind kind, Supplier<byte[]> write) {
    byte[] known = written.get(kind);
    if (known != null) return known;
    if (written.size() >= LIMIT) written.clear();
    byte[] bytes = write.get();
    written.put(kind, bytes);
    return bytes;
  }

  private static Element login(Services services, LocalHost host, SaslOffer offer) {
    Element.Builder features = Element.builder(Namespaces.STREAMS, "features");
    if (!offer.mechanisms().isEmpty()) {
      features.child(offer.mechanismsFeature());
      features.child(offer.authenticationFeature(Sasl2Login.inline(services, host, offer)));
      offer.channelBindingFeature().ifPresent(features::child);
    }
    for (Element feature : host.announcements().featuresBeforeLogin()) features.child(feature);
    return features.build();
  }

  /// RFC 6120 §7.2, and what the features announced.
  private static Element session(LocalHost host) {
    Element.Builder features =
        Element.builder(Namespaces.STREAMS, "features")
            .child(Element.of(Negotiation.BIND))
            .child(StreamManagement.feature());
    for (Element feature : host.announcements().streamFeatures()) features.child(feature);
    return features.build();
  }
}
