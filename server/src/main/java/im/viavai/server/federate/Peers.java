package im.viavai.server.federate;

import im.viavai.xmpp.Stanza;

/// The way to other domains (RFC 6120 §10.4).
public interface Peers {
  /// Hands a stanza over for another domain. Returns false if there is no way to it; the sender is
  /// told then. Never waits; any thread.
  boolean send(Stanza stanza);

  /// A server that knows no other domain.
  Peers NONE = _ -> false;
}
