package im.viavai.server.invite;

import static java.nio.charset.StandardCharsets.UTF_8;

import im.viavai.server.sasl.Tokens;
import im.viavai.store.InvitationStore;
import im.viavai.store.NewInvitation;
import im.viavai.store.Stored;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.InstantSource;
import java.util.Optional;

/// Makes invitations: draws the token, keeps its hash, and says the links. Any thread; may wait.
public final class Inviting {
  /// Longest token that is looked at, in characters.
  public static final int MAX_TOKEN = 200;

  private static final int TOKEN_BYTES = 16;

  private final InvitationStore store;
  private final Tokens tokens;
  private final InstantSource clock;

  /// @param store where they are kept
  /// @param tokens the source of tokens
  /// @param clock wall clock, for their ends
  public Inviting(InvitationStore store, Tokens tokens, InstantSource clock) {
    this.store = store;
    this.tokens = tokens;
    this.clock = clock;
  }

  /// Makes an invitation.
  ///
  /// @param wish what for
  /// @param webAddress of the domain, without a slash at the end; empty if there is no web door
  /// @param limit most open invitations of the inviter; the operator has none
  /// @return empty if the inviter has that many
  public Optional<Issued> issue(Wish wish, String webAddress, int limit) {
    String token = tokens.letters(TOKEN_BYTES);
    long expires = clock.millis() + wish.lasts().toMillis();
    NewInvitation made =
        new NewInvitation(
            hash(token),
            wish.kind(),
            wish.inviterKey(),
            wish.domain().domainpart(),
            wish.localpart(),
            wish.uses(),
            expires);
    return store.add(made, limit) == Stored.STORED
        ? Optional.of(new Issued(token, wish, webAddress, expires))
        : Optional.empty();
  }

  /// What is kept of a token.
  public static byte[] hash(String token) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(token.getBytes(UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
