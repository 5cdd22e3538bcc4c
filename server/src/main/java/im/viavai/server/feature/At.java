package im.viavai.server.feature;

/// Whom an iq is addressed to (RFC 6120 §10.3, RFC 6121 §8.5).
public enum At {
  /// The sender's own account: no `to`, or the sender's own bare JID.
  ACCOUNT,
  /// The served domain itself.
  DOMAIN,
  /// Another account's bare JID; the server answers on its behalf (RFC 6121 §8.5.2.1.3).
  CONTACT
}
