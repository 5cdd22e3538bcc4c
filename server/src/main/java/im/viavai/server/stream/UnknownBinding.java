package im.viavai.server.stream;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import im.viavai.server.sasl.Bytes;
import im.viavai.server.sasl.ChannelBindings;
import im.viavai.server.sasl.SaslOffer;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// COMPAT: slixmpp 1.8 (poezio 0.14), look again in 2028. It takes every -PLUS mechanism with
/// `tls-unique`, which was not offered and does not exist in TLS 1.3, and when that failed the
/// others with the flag `y`, "I could, but you cannot", which RFC 5802 §6 forbids where -PLUS was
/// offered.
///
/// So `y` is let through for exactly this: SASL 1 on the same stream, the same user name, after a
/// -PLUS with `tls-unique` failed there. The price: whoever holds a valid certificate and sits in
/// between can make use of that too, unless the client checks XEP-0474.
final class UnknownBinding {
  private static final Logger log = LoggerFactory.getLogger(UnknownBinding.class);

  private String shownBy = "";

  /// The offer an exchange is checked against.
  SaslOffer offerFor(String mechanism, @Nullable Bytes initial, SaslOffer offer) {
    String first = initial == null ? "" : new String(initial.array(), ISO_8859_1);
    String user = user(first);
    boolean plus = mechanism.endsWith("-PLUS");
    if (plus
        && first.startsWith("p=tls-unique,")
        && !offer.bindings().types().contains("tls-unique")) shownBy = user;
    if (plus || !first.startsWith("y,") || user.isEmpty() || !user.equals(shownBy)) return offer;
    log.atInfo().addKeyValue("mechanism", mechanism).log("login_binding_unknown_to_client");
    return withoutBinding(offer);
  }

  /// The name in the first message of SCRAM (RFC 5802 §7), `""` if there is none.
  private static String user(String first) {
    int at = first.indexOf(",n=");
    int end = first.indexOf(',', at + 1);
    return at < 0 || end < 0 ? "" : first.substring(at + 3, end);
  }

  private static SaslOffer withoutBinding(SaslOffer offer) {
    List<String> names =
        offer.mechanisms().stream().filter(name -> !name.endsWith("-PLUS")).toList();
    return new SaslOffer(names, ChannelBindings.NONE, offer.upgrades(), offer.fast());
  }
}
