package im.viavai.server.sasl;

import static im.viavai.server.sasl.LoginBench.CLIENT;
import static im.viavai.server.sasl.LoginBench.ROMEO;
import static im.viavai.server.sasl.LoginBench.condition;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import im.viavai.server.sasl.FastRequest.Afterwards;
import im.viavai.server.sasl.Mechanisms.Transport;
import im.viavai.server.sasl.SaslFailure.Condition;
import im.viavai.store.AccountRecord;
import im.viavai.xmpp.Element;
import im.viavai.xmpp.Requirement;
import im.viavai.xmpp.Timestamps;
import java.io.ByteArrayOutputStream;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;

final class FastTest {

  private static final String NONE = "HT-SHA-256-NONE";
  private static final String EXPR = "HT-SHA-256-EXPR";
  private static final String ENDP = "HT-SHA-256-ENDP";
  private static final String OTHER_CLIENT = "aaaaaaaa-4d72-4749-b3d3-740edbf87770";

  private final LoginBench bench = new LoginBench();
  private final Fast fast = bench.sasl.fast();

  private String token(String mechanism) {
    return text(fast.grant(bench.password(), CLIENT, "Dino", mechanism));
  }

  private static String text(Optional<Element> token) {
    return token.orElseThrow().attribute("token");
  }

  private static byte[] hmac(String token, String role, byte[] binding) {
    try {
      var mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(token.getBytes(UTF_8), "HmacSHA256"));
      mac.update(role.getBytes(UTF_8));
      return mac.doFinal(binding);
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  private static byte[] message(String name, String token, byte[] binding) {
    var message = new ByteArrayOutputStream();
    message.writeBytes((name + "\0").getBytes(UTF_8));
    message.writeBytes(hmac(token, "Initiator", binding));
    return message.toByteArray();
  }

  private static byte[] binding(String mechanism) {
    return switch (mechanism) {
      case EXPR -> LoginBench.EXPORTER;
      case ENDP -> LoginBench.END_POINT;
      default -> new byte[0];
    };
  }

  private SaslStep login(String mechanism, String token, FastRequest request, String client) {
    return fast.start(mechanism, bench.bound(), request, client)
        .respond(message("romeo", token, binding(mechanism)));
  }

  private SaslStep login(String mechanism, String token) {
    return login(mechanism, token, new FastRequest(FastRequest.NO_COUNT, Afterwards.KEEP), CLIENT);
  }

  private SaslStep login(String token, long count) {
    return login(NONE, token, new FastRequest(count, Afterwards.KEEP), CLIENT);
  }

  private static SaslStep.Success success(SaslStep step) {
    if (step instanceof SaslStep.Success success) {
      return success;
    }
    throw new AssertionError(step);
  }

  @Test
  void aTokenLogsInByEachMechanismAndTheServerProvesItselfToo() {
    for (var mechanism : List.of(EXPR, ENDP, NONE)) {
      var token = token(mechanism);
      var success = success(login(mechanism, token));
      assertThat(success.identity().account()).isEqualTo(ROMEO);
      assertThat(success.additionalData())
          .isEqualTo(Bytes.of(hmac(token, "Responder", binding(mechanism))));
      assertThat(success.proof()).isInstanceOf(SaslStep.Proof.Token.class);
    }
  }

  @Requirement(
      document = "XEP-0484",
      section = "3.4",
      quote =
          "Servers MUST bind tokens to the mechanism selected by the client in its original request, and reject attempts to use them with other mechanisms.")
  @Test
  void aTokenIsGoodForItsMechanismOnly() {
    for (var issued : List.of(EXPR, ENDP, NONE)) {
      var token = token(issued);
      for (var used : List.of(EXPR, ENDP, NONE)) {
        if (!used.equals(issued)) {
          assertThat(condition(login(used, token))).isEqualTo(Condition.NOT_AUTHORIZED);
        }
      }
    }
  }

  @Test
  void aTokenBoundToAnotherChannelFails() {
    var token = token(EXPR);
    var request = new FastRequest(FastRequest.NO_COUNT, Afterwards.KEEP);
    var step =
        fast.start(EXPR, bench.bound(), request, CLIENT)
            .respond(message("romeo", token, "another exporter, also 32 bytes.".getBytes(UTF_8)));
    assertThat(condition(step)).isEqualTo(Condition.NOT_AUTHORIZED);
  }

  /// T5: stolen tokens.
  @Test
  void aTokenIsGoodForItsAccountAndItsClientOnly() {
    var token = token(NONE);
    var request = new FastRequest(FastRequest.NO_COUNT, Afterwards.KEEP);
    assertThat(condition(login(NONE, token, request, OTHER_CLIENT)))
        .isEqualTo(Condition.NOT_AUTHORIZED);
    var step =
        fast.start(NONE, bench.bound(), request, CLIENT)
            .respond(message("juliet", token, new byte[0]));
    assertThat(condition(step)).isEqualTo(Condition.NOT_AUTHORIZED);
    // Nor if Juliet has a token for the same client.
    var juliet = (SaslStep.Success) bench.plain("\0juliet\0secret");
    assertThat(fast.grant(juliet, CLIENT, "", NONE)).isPresent();
    step =
        fast.start(NONE, bench.bound(), request, CLIENT)
            .respond(message("juliet", token, new byte[0]));
    assertThat(condition(step)).isEqualTo(Condition.NOT_AUTHORIZED);
    assertThat(login(NONE, token)).isInstanceOf(SaslStep.Success.class);
  }

  @Test
  void aNewAccountOfTheSameNameInheritsNoToken() {
    var token = token(NONE);
    var keys = bench.accounts.find(ROMEO).orElseThrow().credentials();
    bench.accounts.remove(ROMEO);
    bench.accounts.create(ROMEO, keys);
    assertThat(condition(login(NONE, token))).isEqualTo(Condition.NOT_AUTHORIZED);
  }

  /// T5: what lies in the database is no token.
  @Test
  void theStoreHoldsNothingToLogInWith() {
    var token = token(NONE);
    var key = bench.accounts.find(ROMEO).orElseThrow().key();
    var stored = bench.tokenStore.find(key, CLIENT).orElseThrow();
    var seed = FastVerifier.decode(stored.verifier()).orElseThrow().seed();
    assertThat(new String(stored.verifier(), ISO_8859_1)).doesNotContain(token);
    for (var guess :
        List.of(
            seed.base64(), Base64.getUrlEncoder().withoutPadding().encodeToString(seed.array()))) {
      assertThat(condition(login(NONE, guess))).isEqualTo(Condition.NOT_AUTHORIZED);
    }
    assertThat(
            FastVerifier.decode(stored.verifier())
                .orElseThrow()
                .token(
                    new ServerSecret("another secret of the same size.".getBytes(UTF_8)),
                    key,
                    CLIENT))
        .isNotEqualTo(token);
  }

  @Test
  void tokensHaveAtLeast128BitAndNeverRepeat() {
    var tokens = Stream.generate(() -> token(NONE)).limit(20).toList();
    assertThat(tokens).doesNotHaveDuplicates();
    assertThat(tokens)
        .allSatisfy(token ->
            assertThat(Base64.getUrlDecoder().decode(token)).hasSizeGreaterThanOrEqualTo(16));
  }

  @Requirement(
      document = "XEP-0484",
      section = "3.4",
      quote =
          "where the count is less than or equal to a count that has already been processed for this token")
  @Test
  void aReplayedCountFails() {
    var token = token(NONE);
    assertThat(login(token, 0)).isInstanceOf(SaslStep.Success.class);
    assertThat(login(token, 5)).isInstanceOf(SaslStep.Success.class);
    assertThat(condition(login(token, 5))).isEqualTo(Condition.NOT_AUTHORIZED);
    assertThat(condition(login(token, 4))).isEqualTo(Condition.NOT_AUTHORIZED);
    assertThat(login(token, Integer.MAX_VALUE)).isInstanceOf(SaslStep.Success.class);
    assertThat(condition(login(token, Integer.MAX_VALUE))).isEqualTo(Condition.NOT_AUTHORIZED);
  }

  @Test
  void whoHasCountedMustGoOnCounting() {
    var token = token(NONE);
    assertThat(login(token, FastRequest.NO_COUNT)).isInstanceOf(SaslStep.Success.class);
    assertThat(login(token, 1)).isInstanceOf(SaslStep.Success.class);
    assertThat(condition(login(token, FastRequest.NO_COUNT))).isEqualTo(Condition.NOT_AUTHORIZED);
  }

  @Test
  void aNewTokenStartsItsCountAgainAndTheOldOneDoesNot() {
    var old = token(NONE);
    var used = success(login(old, 7));
    bench.pass(Duration.ofDays(2));
    var fresh = text(fast.grant(used, CLIENT, "Dino", ""));
    assertThat(condition(login(old, 7))).isEqualTo(Condition.NOT_AUTHORIZED);
    assertThat(login(old, 8)).isInstanceOf(SaslStep.Success.class);
    assertThat(login(fresh, 1)).isInstanceOf(SaslStep.Success.class);
    assertThat(condition(login(fresh, 1))).isEqualTo(Condition.NOT_AUTHORIZED);
  }

  @Requirement(
      document = "XEP-0484",
      section = "3.5",
      quote =
          "When the server provides a new token to the client in this way, it MUST NOT invalidate the existing token until the new token is actually used by the client.")
  @Test
  void theFormerTokenStaysGoodUntilTheNewOneIsUsed() {
    var old = token(EXPR);
    assertThat(fast.grant(success(login(EXPR, old)), CLIENT, "Dino", "")).isEmpty();
    bench.pass(Duration.ofDays(1));
    var fresh = text(fast.grant(success(login(EXPR, old)), CLIENT, "Dino", ""));
    assertThat(fresh).isNotEqualTo(old);
    assertThat(login(EXPR, old)).isInstanceOf(SaslStep.Success.class);
    assertThat(login(EXPR, fresh)).isInstanceOf(SaslStep.Success.class);
    assertThat(condition(login(EXPR, old))).isEqualTo(Condition.NOT_AUTHORIZED);
    assertThat(login(EXPR, fresh)).isInstanceOf(SaslStep.Success.class);
  }

  @Requirement(
      document = "XEP-0484",
      section = "3.5",
      quote =
          "upon providing a new token to the client, the server SHOULD invalidate any tokens previously generated that have not been used")
  @Test
  void aTokenThatNeverArrivedIsDroppedForTheNext() {
    var old = token(NONE);
    bench.pass(Duration.ofDays(1));
    var lost = text(fast.grant(success(login(NONE, old)), CLIENT, "Dino", ""));
    var fresh = text(fast.grant(success(login(NONE, old)), CLIENT, "Dino", ""));
    assertThat(condition(login(NONE, lost))).isEqualTo(Condition.NOT_AUTHORIZED);
    assertThat(login(NONE, old)).isInstanceOf(SaslStep.Success.class);
    assertThat(login(NONE, fresh)).isInstanceOf(SaslStep.Success.class);
  }

  @Test
  void aTokenAskedForByPasswordKeepsTheOneInUse() {
    var old = token(NONE);
    var fresh = token(NONE);
    assertThat(login(NONE, old)).isInstanceOf(SaslStep.Success.class);
    assertThat(login(NONE, fresh)).isInstanceOf(SaslStep.Success.class);
    assertThat(condition(login(NONE, old))).isEqualTo(Condition.NOT_AUTHORIZED);
  }

  @Requirement(
      document = "XEP-0484",
      section = "4.2",
      quote = "returning the SASL 'credentials-expired' error condition")
  @Test
  void anExpiredTokenFails() {
    var token = token(NONE);
    bench.pass(Duration.ofDays(21).minusMillis(1));
    assertThat(login(NONE, token)).isInstanceOf(SaslStep.Success.class);
    bench.pass(Duration.ofMillis(1));
    assertThat(condition(login(NONE, token))).isEqualTo(Condition.CREDENTIALS_EXPIRED);
    assertThat(condition(login(NONE, token + "x"))).isEqualTo(Condition.NOT_AUTHORIZED);
  }

  /// T5: whoever changes the password, the thief's token ends with it.
  @Test
  void aTokenEndsWithThePassword() {
    var token = token(NONE);
    bench.pass(Duration.ofDays(1));
    var next = text(fast.grant(success(login(NONE, token)), CLIENT, "Dino", ""));
    bench.accounts.setCredentials(ROMEO, bench.sasl.passwords().keys("pencil").orElseThrow());
    assertThat(condition(login(NONE, token))).isEqualTo(Condition.CREDENTIALS_EXPIRED);
    assertThat(condition(login(NONE, next))).isEqualTo(Condition.CREDENTIALS_EXPIRED);
    assertThat(login(NONE, token(NONE))).isInstanceOf(SaslStep.Success.class);
  }

  @Test
  void aTokenOutlivesAFurtherHashOfThePassword() {
    var all = bench.accounts.find(ROMEO).orElseThrow().credentials();
    bench.accounts.setCredentials(ROMEO, all.subList(0, 1));
    var token = token(NONE);
    bench.accounts.setCredentials(ROMEO, List.of(all.get(2), all.get(0)));
    assertThat(login(NONE, token)).isInstanceOf(SaslStep.Success.class);
  }

  @Test
  void theFormerTokenKeepsItsOwnExpiry() {
    var old = token(NONE);
    bench.pass(Duration.ofDays(20));
    var fresh = text(fast.grant(success(login(NONE, old)), CLIENT, "Dino", ""));
    bench.pass(Duration.ofDays(2));
    assertThat(condition(login(NONE, old))).isEqualTo(Condition.CREDENTIALS_EXPIRED);
    assertThat(login(NONE, fresh)).isInstanceOf(SaslStep.Success.class);
  }

  @Requirement(
      document = "XEP-0484",
      section = "3.6",
      quote =
          "Upon successful authentication with the 'invalidate' attribute set, the server MUST immediately invalidate the token and prevent its use for future authentication attempts.")
  @Test
  void anInvalidatedTokenIsGone() {
    var token = token(NONE);
    bench.pass(Duration.ofDays(2));
    var last = new FastRequest(FastRequest.NO_COUNT, Afterwards.INVALIDATE);
    var success = success(login(NONE, token, last, CLIENT));
    assertThat(fast.grant(success, CLIENT, "Dino", "")).isEmpty();
    assertThat(condition(login(NONE, token))).isEqualTo(Condition.NOT_AUTHORIZED);
    assertThat(login(NONE, text(fast.grant(success, CLIENT, "Dino", NONE))))
        .isInstanceOf(SaslStep.Success.class);
  }

  @Test
  void withoutProofNothingIsInvalidated() {
    var token = token(NONE);
    var last = new FastRequest(FastRequest.NO_COUNT, Afterwards.INVALIDATE);
    assertThat(condition(login(NONE, token + "x", last, CLIENT)))
        .isEqualTo(Condition.NOT_AUTHORIZED);
    assertThat(login(NONE, token)).isInstanceOf(SaslStep.Success.class);
  }

  @Test
  void aClosedAccountIsToldSo() {
    var token = token(NONE);
    bench.accounts.setState(ROMEO, AccountRecord.State.DISABLED);
    assertThat(condition(login(NONE, token))).isEqualTo(Condition.ACCOUNT_DISABLED);
  }

  @Test
  void guessingIsCounted() {
    var strict = new LoginBench(2);
    var request = new FastRequest(FastRequest.NO_COUNT, Afterwards.KEEP);
    for (int i = 0; i < 2; i++) {
      var step =
          strict
              .sasl
              .fast()
              .start(NONE, strict.unbound(), request, CLIENT)
              .respond(message("romeo", "guess", new byte[0]));
      assertThat(condition(step)).isEqualTo(Condition.NOT_AUTHORIZED);
    }
    var step =
        strict
            .sasl
            .fast()
            .start(NONE, strict.unbound(), request, CLIENT)
            .respond(message("romeo", "guess", new byte[0]));
    assertThat(condition(step)).isEqualTo(Condition.TEMPORARY_AUTH_FAILURE);
  }

  @Test
  void aClientWithoutIdHasNoTokens() {
    assertThat(fast.grant(bench.password(), "", "Dino", NONE)).isEmpty();
    var request = new FastRequest(FastRequest.NO_COUNT, Afterwards.KEEP);
    assertThat(condition(fast.start(NONE, bench.bound(), request, "").begin()))
        .isEqualTo(Condition.MALFORMED_REQUEST);
  }

  @Test
  void unknownMechanismsGetNoToken() {
    assertThat(fast.grant(bench.password(), CLIENT, "Dino", "")).isEmpty();
    assertThat(fast.grant(bench.password(), CLIENT, "Dino", "HT-MD5-NONE")).isEmpty();
  }

  @Requirement(
      document = "XEP-0484",
      section = "3.3",
      quote = "The timestamp at which the token will expire")
  @Test
  void theTokenElementTellsItsExpiry() {
    var token = fast.grant(bench.password(), CLIENT, "Dino", NONE).orElseThrow();
    assertThat(token.is("urn:xmpp:fast:0", "token")).isTrue();
    assertThat(Timestamps.parse(token.attribute("expiry")))
        .contains(bench.instant().plus(Duration.ofDays(21)));
  }

  @Test
  void isOfferedInsideTlsOnlyAndBoundWherePossible() {
    var mechanisms = bench.sasl.mechanisms();
    var feature =
        fast.feature(mechanisms.offer(Transport.ENCRYPTED, LoginBench.BINDINGS)).orElseThrow();
    assertThat(feature.is("urn:xmpp:fast:0", "fast")).isTrue();
    assertThat(feature.children()).extracting(Element::text).containsExactly(EXPR, ENDP, NONE);
    var unbound = fast.feature(mechanisms.offer(Transport.ENCRYPTED, ChannelBindings.NONE));
    assertThat(unbound.orElseThrow().children()).extracting(Element::text).containsExactly(NONE);
    var plaintext = mechanisms.offer(Transport.PLAINTEXT, ChannelBindings.NONE);
    assertThat(fast.feature(plaintext)).isEmpty();
    var request = new FastRequest(FastRequest.NO_COUNT, Afterwards.KEEP);
    var context = new SaslContext(LoginBench.DOMAIN, plaintext, LoginBench.PEER, null);
    assertThat(condition(fast.start(NONE, context, request, CLIENT).respond(new byte[0])))
        .isEqualTo(Condition.INVALID_MECHANISM);
  }

  @Test
  void whatIsNoInitiatorMessageIsMalformed() {
    var request = new FastRequest(FastRequest.NO_COUNT, Afterwards.KEEP);
    for (var message :
        List.of(
            "",
            "\0",
            "romeo",
            "romeo\0",
            "romeo\0" + "x".repeat(31),
            "romeo\0" + "x".repeat(33),
            "\0" + "x".repeat(32),
            "r".repeat(1024) + "\0" + "x".repeat(32))) {
      var exchange = fast.start(NONE, bench.bound(), request, CLIENT);
      assertThat(condition(exchange.respond(message.getBytes(UTF_8))))
          .isEqualTo(Condition.MALFORMED_REQUEST);
    }
    var illFormed = message("romeo", "x", new byte[0]);
    illFormed[2] = (byte) 0xC0;
    assertThat(condition(fast.start(NONE, bench.bound(), request, CLIENT).respond(illFormed)))
        .isEqualTo(Condition.MALFORMED_REQUEST);
  }

  @Test
  void anExchangeIsUsedOnce() {
    var token = token(NONE);
    var request = new FastRequest(FastRequest.NO_COUNT, Afterwards.KEEP);
    var exchange = fast.start(NONE, bench.bound(), request, CLIENT);
    var message = message("romeo", token, new byte[0]);
    assertThat(exchange.respond(message)).isInstanceOf(SaslStep.Success.class);
    assertThat(condition(exchange.respond(message))).isEqualTo(Condition.MALFORMED_REQUEST);
  }

  @Test
  void whatAnotherVersionStoredIsNoToken() {
    assertThat(FastVerifier.decode(new byte[0])).isEmpty();
    assertThat(FastVerifier.decode(new byte[70])).isEmpty();
    var wrongMechanism = new byte[70];
    wrongMechanism[0] = 1;
    wrongMechanism[1] = 9;
    assertThat(FastVerifier.decode(wrongMechanism)).isEmpty();
  }
}
