package im.viavai.server.feature;

import im.viavai.xmpp.Stanza;
import java.net.InetAddress;

/// The owner of an iq that may be sent before login, such as in-band registration (XEP-0077 §3.1).
/// Runs on a virtual thread.
@FunctionalInterface
public interface BeforeLogin {
  /// Answers the request.
  ///
  /// @param iq the request, addressed to the domain, without `from`
  /// @param peer where the client is, for limits
  Stanza answer(Stanza iq, InetAddress peer);
}
