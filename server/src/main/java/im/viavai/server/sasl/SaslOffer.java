package im.viavai.server.sasl;

import im.viavai.xmpp.Element;
import im.viavai.xmpp.Namespaces;
import java.util.List;
import java.util.Optional;

/// What a connection is offered to log in with. Immutable, any thread.
///
/// @param mechanisms the names, strongest first; the same in both SASL profiles
/// @param bindings the channel bindings of this connection; advertised if there is a `-PLUS` to use
///   them
/// @param upgrades XEP-0480 task names such as `UPGR-SCRAM-SHA-512`: hashes the account has no keys
///   for
/// @param fast XEP-0484 mechanisms, offered inside SASL2 only
public record SaslOffer(
    List<String> mechanisms, ChannelBindings bindings, List<String> upgrades, List<String> fast) {

  private static final String CHANNEL_BINDING = "urn:xmpp:sasl-cb:0";
  private static final String UPGRADE = "urn:xmpp:sasl:upgrade:0";

  /// Nothing: before TLS.
  public static final SaslOffer NONE =
      new SaslOffer(List.of(), ChannelBindings.NONE, List.of(), List.of());

  /// Copies the lists.
  public SaslOffer {
    mechanisms = List.copyOf(mechanisms);
    upgrades = List.copyOf(upgrades);
    fast = List.copyOf(fast);
  }

  /// Whether channel binding was offered.
  boolean offersBinding() {
    return mechanisms.stream().anyMatch(name -> name.endsWith("-PLUS"));
  }

  /// The stream feature `<mechanisms/>` (RFC 6120 section 6.4.1). Not to be sent if there are none.
  public Element mechanismsFeature() {
    var feature = Element.builder(Namespaces.SASL, "mechanisms");
    mechanisms.forEach(name -> feature.child("mechanism", name));
    return feature.build();
  }

  /// The stream feature `<authentication/>` (XEP-0388 section 2.1). Not to be sent if there are no
  /// mechanisms.
  ///
  /// @param inline what can be negotiated along with the login, such as Bind 2, `sm` and `fast`
  public Element authenticationFeature(List<Element> inline) {
    var feature = Element.builder(Namespaces.SASL2, "authentication");
    mechanisms.forEach(name -> feature.child("mechanism", name));
    if (!inline.isEmpty()) {
      feature.child(Element.builder(Namespaces.SASL2, "inline").children(inline).build());
    }
    upgrades.forEach(task -> feature.child(Element.builder(UPGRADE, "upgrade").text(task).build()));
    return feature.build();
  }

  /// The stream feature `<sasl-channel-binding/>` (XEP-0440 section 2), if channel binding is
  /// offered; it goes next to either of the others.
  public Optional<Element> channelBindingFeature() {
    if (!offersBinding()) {
      return Optional.empty();
    }
    var feature = Element.builder(CHANNEL_BINDING, "sasl-channel-binding");
    bindings
        .types()
        .forEach(type ->
            feature.child(
                Element.builder(CHANNEL_BINDING, "channel-binding")
                    .attribute("type", type)
                    .build()));
    return Optional.of(feature.build());
  }

  /// What XEP-0474 section 6.1 hashes: all that was advertised, in octet order.
  String downgradeProtected() {
    var text = String.join("\u001e", mechanisms.stream().sorted().toList());
    return offersBinding() ? text + '\u001f' + String.join("\u001e", bindings.types()) : text;
  }
}
