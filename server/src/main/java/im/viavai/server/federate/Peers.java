package im.viavai.server.federate;

import im.viavai.xmpp.Jid;
import im.viavai.xmpp.Stanza;

/// The way to other domains (RFC 6120 §10.4).
public interface Peers {
  /// Hands a stanza over for another domain. Returns false if there is no way to it; the sender is
  /// told then. Never waits; any thread.
  boolean send(Stanza stanza);

  /// Whether there may be a way to that domain. Never waits; any thread.
  default boolean reaches(Jid domain) {
    return true;
  }

  /// A server that knows no other domain.
  Peers NONE =
      new Peers() {
        @Override
        public boolean send(Stanza stanza) {
          return false;
        }

        @Override
        public boolean reaches(Jid domain) {
          return false;
        }
      };
}
