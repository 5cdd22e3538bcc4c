package im.viavai.store;

import org.jspecify.annotations.Nullable;

/// A login token of one client (XEP-0484). Never holds the token itself but what the SASL layer
/// needs to check it, the *verifier*. Immutable; arrays are copied in both directions. Never
/// printed.
public final class TokenRecord {
  /// Longest verifier, in bytes.
  public static final int MAX_VERIFIER = 256;

  private final long account;
  private final String client;
  private final String mechanism;
  private final byte[] verifier;
  private final byte @Nullable [] previousVerifier;
  private final long createdMillis;
  private final long expiresMillis;
  private final long counter;
  private final long lastUsedMillis;
  private final String description;

  /// @param account the key of the account
  /// @param client the id of the user agent (XEP-0388 §2.3.2); with the account it names the token
  /// @param mechanism the SASL mechanism the token is for, such as `HT-SHA-256-NONE`
  /// @param verifier what checks the token, 1 to [#MAX_VERIFIER] bytes
  /// @param previousVerifier what checks the token before it, while the client may not have seen
  ///   the new one (XEP-0484 §5.1); null when there is none
  /// @param createdMillis when it was made
  /// @param expiresMillis when it ends
  /// @param counter the last counter the client used (XEP-0484 §3.4), 0 at first
  /// @param lastUsedMillis when the client last logged in with it
  /// @param description what the client calls itself, for the list of XEP-0494; may be empty
  public TokenRecord(
      long account,
      String client,
      String mechanism,
      byte[] verifier,
      byte @Nullable [] previousVerifier,
      long createdMillis,
      long expiresMillis,
      long counter,
      long lastUsedMillis,
      String description) {
    if (verifier.length == 0 || verifier.length > MAX_VERIFIER) {
      throw new IllegalArgumentException("a verifier has 1 to " + MAX_VERIFIER + " bytes");
    }
    this.account = account;
    this.client = client;
    this.mechanism = mechanism;
    this.verifier = verifier.clone();
    this.previousVerifier = previousVerifier == null ? null : previousVerifier.clone();
    this.createdMillis = createdMillis;
    this.expiresMillis = expiresMillis;
    this.counter = counter;
    this.lastUsedMillis = lastUsedMillis;
    this.description = description;
  }

  /// The key of the account.
  public long account() {
    return account;
  }

  /// The id of the user agent.
  public String client() {
    return client;
  }

  /// The SASL mechanism the token is for.
  public String mechanism() {
    return mechanism;
  }

  /// A copy of what checks the token.
  public byte[] verifier() {
    return verifier.clone();
  }

  /// A copy of what checks the token before it, or null.
  public byte @Nullable [] previousVerifier() {
    return previousVerifier == null ? null : previousVerifier.clone();
  }

  /// When it was made.
  public long createdMillis() {
    return createdMillis;
  }

  /// When it ends.
  public long expiresMillis() {
    return expiresMillis;
  }

  /// The last counter used.
  public long counter() {
    return counter;
  }

  /// When the client last logged in with it.
  public long lastUsedMillis() {
    return lastUsedMillis;
  }

  /// What the client calls itself.
  public String description() {
    return description;
  }

  /// Without any secret.
  @Override
  public String toString() {
    return "TokenRecord[" + account + ", " + client + ", " + mechanism + "]";
  }
}
