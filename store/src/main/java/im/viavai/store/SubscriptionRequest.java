package im.viavai.store;

import im.viavai.xmpp.Jid;

/// A subscription request that waits for the user (RFC 6121 §3.1.3).
public final class SubscriptionRequest {
  private final Jid from;
  private final byte[] presence;

  /// @param from the bare JID that asks
  /// @param presence the presence stanza; not copied, must not be changed any more
  public SubscriptionRequest(Jid from, byte[] presence) {
    this.from = from;
    this.presence = presence;
  }

  /// The bare JID that asks.
  public Jid from() {
    return from;
  }

  /// The presence stanza; shared, must not be changed.
  public byte[] presence() {
    return presence;
  }
}
