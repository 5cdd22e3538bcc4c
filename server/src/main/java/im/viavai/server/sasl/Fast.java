package im.viavai.server.sasl;

import im.viavai.server.sasl.SaslFailure.Condition;
import im.viavai.store.TokenRecord;
import im.viavai.store.TokenStore;
import im.viavai.xmpp.Element;
import im.viavai.xmpp.Timestamps;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Fast Authentication Streamlining Tokens (XEP-0484): login in one round trip, without a password,
/// for a client that logged in before. Any thread that may wait.
///
/// A token is bound to one account, one client (the `id` of its user agent) and one mechanism. It
/// is replaced when it is a day old; the former one stays good until the new one is used. All end
/// when the password is changed.
public final class Fast {

  /// The namespace of XEP-0484.
  public static final String NS = "urn:xmpp:fast:0";

  /// Clients of one account that have a token; at the limit the least recently used one loses its.
  public static final int MAX_CLIENTS = 100;

  /// A token of this age is replaced at the next login; earlier if it lives for less than twice as
  /// long.
  static final Duration ROTATE_AFTER = Duration.ofDays(1);

  private final TokenStore store;
  private final Credentials credentials;
  private final ServerSecret secret;
  private final Judge judge;
  private final Tokens tokens;
  private final Duration lifetime;
  private final InstantSource clock;
  private final HashMeter meter;

  Fast(
      TokenStore store,
      Credentials credentials,
      ServerSecret secret,
      Judge judge,
      Tokens tokens,
      Duration lifetime,
      InstantSource clock,
      HashMeter meter) {
    this.store = store;
    this.credentials = credentials;
    this.secret = secret;
    this.judge = judge;
    this.tokens = tokens;
    this.lifetime = lifetime;
    this.clock = clock;
    this.meter = meter;
  }

  /// The names of those a connection with these bindings can use, strongest first.
  static List<String> mechanisms(ChannelBindings bindings) {
    return Arrays.stream(FastMechanism.values())
        .filter(mechanism -> mechanism.isAvailable(bindings))
        .map(FastMechanism::sasl)
        .toList();
  }

  /// `<fast/>` for the `<inline/>` of the stream feature (section 3.1); empty if nothing of it is
  /// offered. Early data of TLS 1.3 is never accepted, so there is no `tls-0rtt`.
  public Optional<Element> feature(SaslOffer offer) {
    if (offer.fast().isEmpty()) {
      return Optional.empty();
    }
    var feature = Element.builder(NS, "fast");
    offer.fast().forEach(name -> feature.child("mechanism", name));
    return Optional.of(feature.build());
  }

  /// Starts a login by token: for an `<authenticate/>` that holds `<fast/>`.
  ///
  /// @param client the `id` of its user agent; without one, or with a mechanism that was not
  ///   offered, the exchange fails at its first step
  public SaslExchange start(
      String mechanism, SaslContext context, FastRequest request, String client) {
    var known = FastMechanism.of(mechanism);
    if (known.isEmpty() || !context.offer().fast().contains(mechanism)) {
      return new Refused(new SaslFailure(Condition.INVALID_MECHANISM));
    }
    if (client.isEmpty()) {
      return new Refused(
          new SaslFailure(Condition.MALFORMED_REQUEST, "FAST needs the id of the user agent."));
    }
    return new HashedToken(
        known.get(), context, request, client, credentials, store, secret, judge, clock, meter);
  }

  /// The `<token/>` for a `<success/>`, if the client is to get one: because it asked (section 3.3)
  /// or because the one it used is due for replacement (section 3.5). To be called once all tasks
  /// are done. May wait.
  ///
  /// @param success of the exchange of this login
  /// @param client the `id` of the user agent, `""` if it gave none: then there is no token
  /// @param description what the client calls itself, for the owner's list of clients
  /// @param requested the mechanism in `<request-token/>`, `""` if there was none; unknown ones are
  ///   ignored
  public Optional<Element> grant(
      SaslStep.Success success, String client, String description, String requested) {
    if (client.isEmpty()) {
      return Optional.empty();
    }
    var asked = FastMechanism.of(requested);
    long account = success.identity().key();
    return switch (success.proof()) {
      case SaslStep.Proof.Password(var keys) -> {
        var mark = FastVerifier.mark(secret, keys.getFirst());
        yield asked.map(mechanism -> issue(account, client, description, mechanism, mark, null));
      }
      case SaslStep.Proof.Token(var use) ->
          asked
              .or(() -> isDue(use) ? Optional.of(use.verifier().mechanism()) : Optional.empty())
              .map(mechanism -> {
                var mark = use.verifier().password();
                return issue(account, client, description, mechanism, mark, use);
              });
    };
  }

  private boolean isDue(FastUse use) {
    var age = Duration.ofMillis(clock.millis() - use.verifier().issuedMillis());
    var limit =
        ROTATE_AFTER.compareTo(lifetime.dividedBy(2)) < 0 ? ROTATE_AFTER : lifetime.dividedBy(2);
    return use.afterwards() == FastRequest.Afterwards.KEEP && age.compareTo(limit) >= 0;
  }

  private Element issue(
      long account,
      String client,
      String description,
      FastMechanism mechanism,
      Bytes password,
      @Nullable FastUse use) {
    long now = clock.millis();
    var existing = store.find(account, client);
    long counter = existing.map(TokenRecord::counter).orElse(0L);
    int former =
        existing
            .flatMap(record -> FastVerifier.decode(record.verifier()))
            .map(FastVerifier::generation)
            .orElse(0);
    var verifier =
        new FastVerifier(
            mechanism,
            now,
            now + lifetime.toMillis(),
            Math.max(former, (int) (counter >>> 32)) + 1,
            password,
            Bytes.of(tokens.bytes(FastVerifier.SEED_BYTES)));
    store.put(
        new TokenRecord(
            account,
            client,
            mechanism.sasl(),
            verifier.encoded(),
            stillGood(existing.orElse(null), use),
            now,
            verifier.expiresMillis(),
            counter,
            now,
            description),
        MAX_CLIENTS);
    return Element.builder(NS, "token")
        .attribute("expiry", Timestamps.format(Instant.ofEpochMilli(verifier.expiresMillis())))
        .attribute("token", verifier.token(secret, account, client))
        .build();
  }

  /// The token that stays good beside the new one: the one just used, or after a login by password
  /// the one the client is known to have got. A newer one that was never used is dropped (section
  /// 3.5, last paragraph).
  private static byte @Nullable [] stillGood(
      @Nullable TokenRecord existing, @Nullable FastUse use) {
    if (existing == null) {
      return null; // invalidated in this login, or the first one
    }
    if (use != null) {
      return use.verifier().encoded();
    }
    var previous = existing.previousVerifier();
    return previous != null ? previous : existing.verifier();
  }
}
