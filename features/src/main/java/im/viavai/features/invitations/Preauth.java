package im.viavai.features.invitations;

import im.viavai.server.invite.Inviting;
import im.viavai.xmpp.Element;
import im.viavai.xmpp.Name;
import java.util.Optional;

/// `<preauth xmlns='urn:xmpp:pars:0' token='...'/>`, before login and in a subscription request.
final class Preauth {
  static final Name NAME = new Name("urn:xmpp:pars:0", "preauth");

  private Preauth() {}

  /// The hash of the token in it; empty if there is none that could be ours.
  static Optional<byte[]> hash(Element preauth) {
    String token = preauth.attribute("token");
    return token.isEmpty() || token.length() > Inviting.MAX_TOKEN
        ? Optional.empty()
        : Optional.of(Inviting.hash(token));
  }
}
