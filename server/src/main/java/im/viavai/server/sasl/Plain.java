package im.viavai.server.sasl;

import im.viavai.server.sasl.SaslFailure.Condition;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// PLAIN (RFC 4616): the password itself, checked against SCRAM keys behind a [PasswordGate].
final class Plain implements SaslExchange {

  /// The cheapest that is strong comes first.
  private static final List<ScramHash> PREFERENCE =
      List.of(ScramHash.SHA_256, ScramHash.SHA_512, ScramHash.SHA_1);

  private final SaslContext context;
  private final Credentials credentials;
  private final Passwords passwords;
  private final PasswordGate gate;
  private final Judge judge;

  private boolean over;

  Plain(
      SaslContext context,
      Credentials credentials,
      Passwords passwords,
      PasswordGate gate,
      Judge judge) {
    this.context = context;
    this.credentials = credentials;
    this.passwords = passwords;
    this.gate = gate;
    this.judge = judge;
  }

  @Override
  public SaslStep respond(byte[] message) {
    var parsed = over ? Optional.<Message>empty() : Message.parse(message);
    over = true;
    return parsed
        .map(this::login)
        .orElseGet(() -> new SaslStep.Failure(Condition.MALFORMED_REQUEST));
  }

  private SaslStep login(Message message) {
    var claim = credentials.claim(message.authcid, context.domain(), preference());
    var refusal = judge.refusal(claim.label(), message.authzid, context);
    if (refusal.isPresent()) {
      return refusal.get();
    }
    return gate.run(() -> passwords.matches(message.password, claim.keys()))
        .map(matches -> verdict(claim, matches))
        .orElseGet(() ->
            new SaslStep.Failure(
                Condition.TEMPORARY_AUTH_FAILURE, "Too many logins at once. Try again."));
  }

  // Those of this server's own keys first, so that an unknown account costs what most known ones
  // do.
  private List<ScramHash> preference() {
    var own = passwords.hashes();
    return Stream.concat(
            PREFERENCE.stream().filter(own::contains),
            PREFERENCE.stream().filter(hash -> !own.contains(hash)))
        .toList();
  }

  private SaslStep verdict(Credentials.Claim claim, boolean matches) {
    return matches && claim instanceof Credentials.Claim.Known known
        ? judge.password(known.account(), Bytes.EMPTY, context)
        : judge.wrong(claim.label(), context);
  }

  /// RFC 4616 section 2: `[authzid] NUL authcid NUL passwd`.
  private record Message(String authzid, String authcid, String password) {

    static Optional<Message> parse(byte[] bytes) {
      if (bytes.length > MAX_MESSAGE_BYTES) {
        return Optional.empty();
      }
      return Utf8.decode(bytes, 0, bytes.length)
          .map(text -> text.split("\0", -1))
          .filter(parts -> parts.length == 3 && !parts[1].isEmpty() && !parts[2].isEmpty())
          .map(parts -> new Message(parts[0], parts[1], parts[2]));
    }

    @Override
    public String toString() {
      return "Message[" + authcid + "]";
    }
  }
}
