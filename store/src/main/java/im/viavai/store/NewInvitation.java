package im.viavai.store;

/// An invitation to keep. Immutable; never holds the token but its SHA-256. Never printed.
public final class NewInvitation {
  /// Bytes of a hash.
  public static final int HASH_BYTES = 32;

  private final byte[] hash;
  private final Invitation.Kind kind;
  private final long inviter;
  private final String domain;
  private final String localpart;
  private final int uses;
  private final long expiresMillis;

  /// @param hash SHA-256 of the token, [#HASH_BYTES] bytes
  /// @param kind what it is good for
  /// @param inviter the key of the account that invites, 0 for the operator
  /// @param domain where accounts are made
  /// @param localpart the only name that may be taken; empty: any
  /// @param uses how many may use it, at least 1
  /// @param expiresMillis when it ends
  public NewInvitation(
      byte[] hash,
      Invitation.Kind kind,
      long inviter,
      String domain,
      String localpart,
      int uses,
      long expiresMillis) {
    if (hash.length != HASH_BYTES || uses < 1) {
      throw new IllegalArgumentException("a hash of 32 bytes and at least one use");
    }
    if (kind.makesContact() == (inviter == 0)) {
      throw new IllegalArgumentException("an account invites a contact, the operator others");
    }
    this.hash = hash.clone();
    this.kind = kind;
    this.inviter = inviter;
    this.domain = domain;
    this.localpart = localpart;
    this.uses = uses;
    this.expiresMillis = expiresMillis;
  }

  /// A copy of the hash of the token.
  public byte[] hash() {
    return hash.clone();
  }

  /// What it is good for.
  public Invitation.Kind kind() {
    return kind;
  }

  /// The key of the account that invites, 0 for the operator.
  public long inviter() {
    return inviter;
  }

  /// Where accounts are made.
  public String domain() {
    return domain;
  }

  /// The only name that may be taken, empty for any.
  public String localpart() {
    return localpart;
  }

  /// How many may use it.
  public int uses() {
    return uses;
  }

  /// When it ends.
  public long expiresMillis() {
    return expiresMillis;
  }
}
