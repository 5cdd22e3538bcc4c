package im.viavai.server.feature;

import im.viavai.xmpp.Stanza;

/// The owner of an iq that may be sent before login, such as in-band registration (XEP-0077 §3.1).
/// Runs on a virtual thread.
@FunctionalInterface
public interface BeforeLogin {
  /// Answers the request.
  ///
  /// @param iq the request, addressed to the domain, without `from`
  /// @param stranger who asks
  Stanza answer(Stanza iq, Stranger stranger);
}
