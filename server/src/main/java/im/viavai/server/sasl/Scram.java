package im.viavai.server.sasl;

import static java.nio.charset.StandardCharsets.UTF_8;

import im.viavai.server.sasl.SaslFailure.Condition;
import java.io.ByteArrayOutputStream;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/// The server's side of SCRAM, with and without channel binding (RFC 5802, RFC 7677, RFC 9266,
/// XEP-0474).
///
/// ```
///   client-first   n,,n=user,r=C                     name, nonce, and whether the channel is bound
///   server-first   r=CS,s=salt,i=10000,h=offer       h: what was offered, so that a change is noticed
///   client-final   c=gs2+binding,r=CS,p=proof        all of the above is signed
///   server-final   v=signature                       the server knew the keys
/// ```
final class Scram implements SaslExchange {

  /// The server's part of the nonce: 144 bit.
  static final int NONCE_BYTES = 18;

  private final ScramHash hash;
  private final boolean plus;
  private final SaslContext context;
  private final Credentials credentials;
  private final Judge judge;
  private final String serverNonce;
  private final ScramMath math;
  private final OfferHashes offerHashes;

  private State state = new State.Fresh();

  Scram(
      ScramHash hash,
      boolean plus,
      SaslContext context,
      Credentials credentials,
      Judge judge,
      String serverNonce,
      HashMeter meter,
      OfferHashes offerHashes) {
    this.hash = hash;
    this.plus = plus;
    this.context = context;
    this.credentials = credentials;
    this.judge = judge;
    this.serverNonce = serverNonce;
    this.math = new ScramMath(hash, meter);
    this.offerHashes = offerHashes;
  }

  @Override
  public boolean waits() {
    return state instanceof State.Fresh; // later the keys are in memory
  }

  @Override
  public SaslStep respond(byte[] message) {
    var now = state;
    state = new State.Over();
    return switch (now) {
      case State.Fresh() ->
          ScramClientFirst.parse(message).map(this::first).orElseGet(Scram::malformed);
      case State.Challenged challenged ->
          ScramClientFinal.parse(message)
              .map(last -> last(challenged, last))
              .orElseGet(Scram::malformed);
      case State.Over() -> malformed();
    };
  }

  private SaslStep first(ScramClientFirst first) {
    var unbound = refusedBinding(first.binding());
    if (unbound.isPresent()) {
      return unbound.get();
    }
    var claim = credentials.claim(first.username(), context.domain(), List.of(hash));
    var refusal = judge.refusal(claim.label(), first.authzid(), context);
    return refusal.orElseGet(() -> challenge(first, claim));
  }

  /// RFC 5802 section 6: the mechanism's name and the flag must agree, and with what was offered.
  private Optional<SaslStep> refusedBinding(ScramClientFirst.Binding binding) {
    return switch (binding) {
      case ScramClientFirst.Binding.Unsupported() when plus -> Optional.of(malformed());
      case ScramClientFirst.Binding.Unsupported() -> Optional.empty();
      case ScramClientFirst.Binding.NotOffered() when plus -> Optional.of(malformed());
      // It was offered, so somebody took it out on the way.
      case ScramClientFirst.Binding.NotOffered() when context.offer().offersBinding() ->
          Optional.of(refused("Channel binding was offered."));
      case ScramClientFirst.Binding.NotOffered() -> Optional.empty();
      case ScramClientFirst.Binding.Required(var type) when !plus -> Optional.of(malformed());
      case ScramClientFirst.Binding.Required(var type)
          when !context.offer().bindings().types().contains(type) ->
          Optional.of(refused("That channel binding was not offered."));
      case ScramClientFirst.Binding.Required(var type) -> Optional.empty();
    };
  }

  private SaslStep challenge(ScramClientFirst first, Credentials.Claim claim) {
    var nonce = first.nonce() + serverNonce;
    var base64 = Base64.getEncoder();
    var offered = offerHashes.of(hash, context.offer());
    var serverFirst =
        "r=%s,s=%s,i=%d,h=%s"
            .formatted(
                nonce,
                base64.encodeToString(claim.keys().salt()),
                claim.keys().iterations(),
                offered.base64());
    state = new State.Challenged(first, claim, nonce, serverFirst);
    return new SaslStep.Challenge(Bytes.utf8(serverFirst));
  }

  private SaslStep last(State.Challenged challenged, ScramClientFinal last) {
    var authMessage =
        (challenged.first.bare() + ',' + challenged.serverFirst + ',' + last.withoutProof())
            .getBytes(UTF_8);
    var keys = challenged.claim.keys();
    // All of it is always computed, whatever is wrong.
    boolean proven = math.provenBy(last.proof().array(), keys.storedKey(), authMessage);
    boolean sameNonce = Bytes.utf8(challenged.nonce).equals(Bytes.utf8(last.nonce()));
    boolean sameBinding = channelBinding(challenged.first).equals(last.channelBinding());
    var signature = Base64.getEncoder().encodeToString(math.hmac(keys.serverKey(), authMessage));
    if (proven
        && sameNonce
        && sameBinding
        && challenged.claim instanceof Credentials.Claim.Known known) {
      var verifier = Bytes.utf8("v=" + signature);
      return judge.password(known.account(), verifier, context);
    }
    return judge.wrong(challenged.claim.label(), context);
  }

  /// The header the client began with and the binding as we see it (RFC 5802 section 7,
  /// `cbind-input`).
  private Bytes channelBinding(ScramClientFirst first) {
    var input = new ByteArrayOutputStream();
    input.writeBytes(first.gs2Header().getBytes(UTF_8));
    if (first.binding() instanceof ScramClientFirst.Binding.Required(var type)) {
      input.writeBytes(context.offer().bindings().data(type));
    }
    return Bytes.of(input.toByteArray());
  }

  private static SaslStep refused(String text) {
    return new SaslStep.Failure(Condition.NOT_AUTHORIZED, text);
  }

  private static SaslStep malformed() {
    return new SaslStep.Failure(Condition.MALFORMED_REQUEST);
  }

  private sealed interface State {
    record Fresh() implements State {}

    record Challenged(
        ScramClientFirst first, Credentials.Claim claim, String nonce, String serverFirst)
        implements State {}

    record Over() implements State {}
  }
}
