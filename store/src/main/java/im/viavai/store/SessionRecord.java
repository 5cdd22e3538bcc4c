package im.viavai.store;

/// A detached session that may be resumed (XEP-0198 §5), also after a restart.
public final class SessionRecord {
  private final String id;
  private final long account;
  private final String resource;
  private final long inbound;
  private final long outbound;
  private final byte[] unacknowledged;
  private final byte[] state;
  private final long expiresMillis;

  /// @param id the stream management id, or a hash of it; names the session
  /// @param account the key of the account
  /// @param resource the bound resource
  /// @param inbound stanzas handled from the client, modulo 2^32
  /// @param outbound stanzas sent to the client, modulo 2^32
  /// @param unacknowledged what was sent and not acknowledged, in the session's own form; not
  ///   copied, must not be changed any more
  /// @param state what else the session keeps (presence, carbons, csi), in its own form; not copied
  /// @param expiresMillis when it can no longer be resumed
  public SessionRecord(
      String id,
      long account,
      String resource,
      long inbound,
      long outbound,
      byte[] unacknowledged,
      byte[] state,
      long expiresMillis) {
    this.id = id;
    this.account = account;
    this.resource = resource;
    this.inbound = inbound;
    this.outbound = outbound;
    this.unacknowledged = unacknowledged;
    this.state = state;
    this.expiresMillis = expiresMillis;
  }

  /// The stream management id.
  public String id() {
    return id;
  }

  /// The key of the account.
  public long account() {
    return account;
  }

  /// The bound resource.
  public String resource() {
    return resource;
  }

  /// Stanzas handled from the client, modulo 2^32.
  public long inbound() {
    return inbound;
  }

  /// Stanzas sent to the client, modulo 2^32.
  public long outbound() {
    return outbound;
  }

  /// What was sent and not acknowledged; shared, must not be changed.
  public byte[] unacknowledged() {
    return unacknowledged;
  }

  /// What else the session keeps; shared, must not be changed.
  public byte[] state() {
    return state;
  }

  /// When it can no longer be resumed.
  public long expiresMillis() {
    return expiresMillis;
  }

  /// Without the stanzas.
  @Override
  public String toString() {
    return "SessionRecord[" + account + "/" + resource + "]";
  }
}
