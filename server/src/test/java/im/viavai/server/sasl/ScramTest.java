package im.viavai.server.sasl;

import static im.viavai.server.sasl.LoginBench.ROMEO;
import static im.viavai.server.sasl.LoginBench.challenge;
import static im.viavai.server.sasl.LoginBench.condition;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import im.viavai.server.sasl.SaslFailure.Condition;
import im.viavai.store.AccountRecord;
import im.viavai.xmpp.Jid;
import im.viavai.xmpp.Requirement;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ScramTest {

  private final LoginBench bench = new LoginBench();

  private static ScramClient romeo(ScramHash hash) {
    return new ScramClient(hash.digest(), "romeo", "pencil", "n,,", new byte[0]);
  }

  private static ScramClient romeo(ScramHash hash, String gs2Header, byte[] binding) {
    return new ScramClient(hash.digest(), "romeo", "pencil", gs2Header, binding);
  }

  private void assertLogsIn(SaslStep step, ScramClient client) {
    assertThat(step)
        .isInstanceOfSatisfying(
            SaslStep.Success.class,
            success -> {
              assertThat(success.identity().account()).isEqualTo(ROMEO);
              assertThat(success.identity().key())
                  .isEqualTo(bench.accounts.find(ROMEO).orElseThrow().key());
              assertThat(success.proof()).isInstanceOf(SaslStep.Proof.Password.class);
              assertThat(client.believes(new String(success.additionalData().array(), UTF_8)))
                  .isTrue();
            });
  }

  @ParameterizedTest
  @EnumSource
  void logsInWithoutChannelBinding(ScramHash hash) {
    var client = romeo(hash);
    assertLogsIn(bench.scram(hash.mechanism(), bench.unbound(), client), client);
  }

  @Test
  void afterItsFirstMessageItWaitsForNothing() {
    var client = romeo(ScramHash.SHA_256);
    var exchange = bench.start("SCRAM-SHA-256", bench.unbound());
    assertThat(exchange.waits()).isTrue();
    var last = client.last(challenge(exchange, client.first())).getBytes(UTF_8);
    assertThat(exchange.waits()).isFalse();
    int lookups = bench.accounts.lookups;
    assertThat(exchange.respond(last)).isInstanceOf(SaslStep.Success.class);
    assertThat(bench.accounts.lookups).isEqualTo(lookups);
  }

  static Stream<Arguments> bindings() {
    return Stream.of(ScramHash.values())
        .flatMap(hash ->
            Stream.of(
                Arguments.of(hash, "tls-exporter", LoginBench.EXPORTER),
                Arguments.of(hash, "tls-server-end-point", LoginBench.END_POINT)));
  }

  @Requirement(
      document = "RFC 9266",
      section = "3",
      quote =
          "Implementations that support channel binding over TLS 1.3 MUST implement \"tls-exporter\".")
  @ParameterizedTest
  @MethodSource("bindings")
  void logsInWithEitherChannelBinding(ScramHash hash, String type, byte[] data) {
    var client = romeo(hash, "p=" + type + ",,", data);
    assertLogsIn(bench.scram(hash.mechanism() + "-PLUS", bench.bound(), client), client);
  }

  /// T2: somebody in the middle has a TLS session of his own with each side.
  @ParameterizedTest
  @MethodSource("bindings")
  void bindingToAnotherChannelFails(ScramHash hash, String type, byte[] data) {
    var elsewhere = data.clone();
    elsewhere[0] ^= 1;
    var client = romeo(hash, "p=" + type + ",,", elsewhere);
    assertThat(condition(bench.scram(hash.mechanism() + "-PLUS", bench.bound(), client)))
        .isEqualTo(Condition.NOT_AUTHORIZED);
  }

  @Test
  void aClientWithoutChannelBindingMayLogInWhereItIsOffered() {
    var client = romeo(ScramHash.SHA_256);
    assertLogsIn(bench.scram("SCRAM-SHA-256", bench.bound(), client), client);
  }

  /// T3, SCRAM details: the client thinks that no `-PLUS` was offered.
  @Requirement(
      document = "RFC 5802",
      section = "6",
      quote =
          "If the flag is set to \"y\" and the server supports channel binding, the server MUST fail authentication.")
  @Test
  void yWhilePlusWasOfferedFails() {
    var client = romeo(ScramHash.SHA_256, "y,,", new byte[0]);
    assertThat(
            condition(
                bench
                    .start("SCRAM-SHA-256", bench.bound())
                    .respond(client.first().getBytes(UTF_8))))
        .isEqualTo(Condition.NOT_AUTHORIZED);
  }

  @Test
  void yIsRightWhereNoPlusWasOffered() {
    var client = romeo(ScramHash.SHA_256, "y,,", new byte[0]);
    assertLogsIn(bench.scram("SCRAM-SHA-256", bench.unbound(), client), client);
  }

  @Test
  void nameAndFlagMustAgree() {
    assertThat(first("SCRAM-SHA-256-PLUS", "n,,n=romeo,r=abc"))
        .isEqualTo(Condition.MALFORMED_REQUEST);
    assertThat(first("SCRAM-SHA-256-PLUS", "y,,n=romeo,r=abc"))
        .isEqualTo(Condition.MALFORMED_REQUEST);
    assertThat(first("SCRAM-SHA-256", "p=tls-exporter,,n=romeo,r=abc"))
        .isEqualTo(Condition.MALFORMED_REQUEST);
    assertThat(first("SCRAM-SHA-256-PLUS", "p=tls-unique,,n=romeo,r=abc"))
        .isEqualTo(Condition.NOT_AUTHORIZED);
  }

  private Condition first(String mechanism, String message) {
    return condition(bench.start(mechanism, bench.bound()).respond(message.getBytes(UTF_8)));
  }

  /// SCRAM details: a header edited on the way is not the one the client signed.
  @Test
  void anEditedGs2HeaderFails() {
    var client = romeo(ScramHash.SHA_256, "n,,", new byte[0]);
    var exchange = bench.start("SCRAM-SHA-256", bench.unbound());
    var challenge = challenge(exchange, "y,," + client.bare());
    assertThat(condition(exchange.respond(client.last(challenge).getBytes(UTF_8))))
        .isEqualTo(Condition.NOT_AUTHORIZED);
  }

  @Test
  void aClientThatClaimsAnotherHeaderThanItSentFails() {
    var client = romeo(ScramHash.SHA_256);
    var exchange = bench.start("SCRAM-SHA-256", bench.unbound());
    var challenge = challenge(exchange, client.first());
    var last = client.last(challenge, "y,,", "");
    assertThat(condition(exchange.respond(last.getBytes(UTF_8))))
        .isEqualTo(Condition.NOT_AUTHORIZED);
  }

  @Requirement(
      document = "XEP-0474",
      section = "6.2",
      quote =
          "If so, the server will always fail the authentication according to RFC 5802 because the client-proof will not be based upon the correct SSDP value.")
  @Test
  void anEditedOfferHashFails() {
    var client = romeo(ScramHash.SHA_256);
    var exchange = bench.start("SCRAM-SHA-256", bench.unbound());
    var challenge = challenge(exchange, client.first());
    var edited = challenge.replaceFirst(",h=.*", ",h=" + "A".repeat(43) + "=");
    assertThat(edited).isNotEqualTo(challenge);
    assertThat(condition(exchange.respond(client.last(edited).getBytes(UTF_8))))
        .isEqualTo(Condition.NOT_AUTHORIZED);
  }

  @Test
  void theOfferHashIsOverWhatThisConnectionWasOffered() {
    for (var hash : ScramHash.values()) {
      var client = romeo(hash);
      var challenge = challenge(bench.start(hash.mechanism(), bench.bound()), client.first());
      var offered =
          "PLAIN\u001eSCRAM-SHA-1\u001eSCRAM-SHA-1-PLUS\u001eSCRAM-SHA-256\u001eSCRAM-SHA-256-PLUS"
              + "\u001eSCRAM-SHA-512\u001eSCRAM-SHA-512-PLUS\u001ftls-exporter\u001etls-server-end-point";
      assertThat(client.attributes(challenge).get('h'))
          .isEqualTo(Base64.getEncoder().encodeToString(client.h(offered.getBytes(UTF_8))));
    }
  }

  @Test
  void aWrongPasswordFails() {
    var client = new ScramClient("SHA-512", "romeo", "Pencil", "n,,", new byte[0]);
    assertThat(condition(bench.scram("SCRAM-SHA-512", bench.unbound(), client)))
        .isEqualTo(Condition.NOT_AUTHORIZED);
  }

  @Test
  void aWrongNonceFails() {
    var client = romeo(ScramHash.SHA_256);
    var exchange = bench.start("SCRAM-SHA-256", bench.unbound());
    var challenge = challenge(exchange, client.first());
    var nonce = client.attributes(challenge).getOrDefault('r', "");
    var edited = challenge.replace(nonce, nonce.substring(0, nonce.length() - 1) + "!");
    assertThat(condition(exchange.respond(client.last(edited).getBytes(UTF_8))))
        .isEqualTo(Condition.NOT_AUTHORIZED);
  }

  /// The proof is right for what was sent; the nonce is still not the server's.
  @Test
  void aSignedButWrongNonceFails() {
    var client = romeo(ScramHash.SHA_256);
    var exchange = bench.start("SCRAM-SHA-256", bench.unbound());
    var challenge = challenge(exchange, client.first());
    var last = client.last(challenge, "n,,", "", "another");
    assertThat(condition(exchange.respond(last.getBytes(UTF_8))))
        .isEqualTo(Condition.NOT_AUTHORIZED);
  }

  @Requirement(
      document = "RFC 5802",
      section = "5.1",
      quote = "It is important that this value be different for each authentication")
  @Test
  void aReplayFails() {
    var client = romeo(ScramHash.SHA_256);
    var exchange = bench.start("SCRAM-SHA-256", bench.unbound());
    var last = client.last(challenge(exchange, client.first()));
    var again = bench.start("SCRAM-SHA-256", bench.unbound());
    challenge(again, client.first());
    assertThat(condition(again.respond(last.getBytes(UTF_8)))).isEqualTo(Condition.NOT_AUTHORIZED);
    assertLogsIn(exchange.respond(last.getBytes(UTF_8)), client);
    assertThat(condition(exchange.respond(last.getBytes(UTF_8))))
        .isEqualTo(Condition.MALFORMED_REQUEST);
  }

  @Test
  void theServersNonceHasAtLeast128BitAndNeverRepeats() {
    var client = romeo(ScramHash.SHA_256);
    var nonces =
        Stream.generate(() -> bench.start("SCRAM-SHA-256", bench.unbound()))
            .limit(50)
            .map(exchange -> client.attributes(challenge(exchange, client.first())).get('r'))
            .map(nonce -> nonce.substring("fyko+d2lbbFgONRv9qkxdawL".length()))
            .toList();
    assertThat(nonces).doesNotHaveDuplicates();
    assertThat(nonces)
        .allSatisfy(nonce ->
            assertThat(Base64.getUrlDecoder().decode(nonce)).hasSizeGreaterThanOrEqualTo(16));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "juliet@example.org",
        "romeo@example.org/balcony",
        "romeo@example.com",
        "romeo",
        "@",
        "example.org"
      })
  void anAuthzidOfSomebodyElseFails(String authzid) {
    var message = "n,a=" + authzid + ",n=romeo,r=abc";
    var step = bench.start("SCRAM-SHA-256", bench.unbound()).respond(message.getBytes(UTF_8));
    assertThat(condition(step)).isEqualTo(Condition.INVALID_AUTHZID);
  }

  @Test
  void onesOwnAuthzidIsRight() {
    var client = romeo(ScramHash.SHA_256, "n,a=Romeo@EXAMPLE.org,", new byte[0]);
    assertLogsIn(bench.scram("SCRAM-SHA-256", bench.unbound(), client), client);
  }

  @Requirement(
      document = "XEP-0388",
      section = "4.4",
      quote =
          "Any non-empty authorization string MUST be considered an error if the stream's from attribute (if present) does not match.")
  @Test
  void anAuthzidThatIsNotTheStreamsFromFails() {
    var offer = bench.unbound().offer();
    var context =
        new SaslContext(LoginBench.DOMAIN, offer, LoginBench.PEER, Jid.of("juliet@example.org"));
    var message = "n,a=romeo@example.org,n=romeo,r=abc";
    assertThat(condition(bench.start("SCRAM-SHA-256", context).respond(message.getBytes(UTF_8))))
        .isEqualTo(Condition.INVALID_AUTHZID);
  }

  @Test
  void theNameIsPreparedAsALocalpart() {
    var client = new ScramClient("SHA-256", "ROMEO", "pencil", "n,,", new byte[0]);
    assertLogsIn(bench.scram("SCRAM-SHA-256", bench.unbound(), client), client);
  }

  @Test
  void aNameWithCommaAndEqualsSignIsEscaped() {
    var jid = Jid.of("a,b=c@example.org");
    bench.accounts.create(jid, bench.sasl.passwords().keys("pencil").orElseThrow());
    var client = new ScramClient("SHA-256", "a,b=c", "pencil", "n,,", new byte[0]);
    assertThat(bench.scram("SCRAM-SHA-256", bench.unbound(), client))
        .isInstanceOfSatisfying(
            SaslStep.Success.class,
            success -> assertThat(success.identity().account()).isEqualTo(jid));
  }

  @Test
  void unknownExtensionsAreSignedAndOtherwiseIgnored() {
    var client = romeo(ScramHash.SHA_256);
    var exchange = bench.start("SCRAM-SHA-256", bench.unbound());
    var last = client.last(challenge(exchange, client.first()), "n,,", ",x=1,Z=ü");
    assertLogsIn(exchange.respond(last.getBytes(UTF_8)), client);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "n",
        "n,,",
        "n,,n=romeo",
        "n,,n=,r=abc",
        "n,,n=romeo,r=",
        "n,,n=romeo,r=a b",
        "n,,r=abc,n=romeo",
        "n,,n=ro=meo,r=abc",
        "n,,n=ro=2cmeo,r=abc",
        "n,,m=1,n=romeo,r=abc",
        "n,,n=romeo,r=abc,",
        "n,,n=romeo,r=abc,x",
        "n,,n=romeo,r=abc,1=2",
        "n,a=,n=romeo,r=abc",
        "n,b=romeo,n=romeo,r=abc",
        "p=,,n=romeo,r=abc",
        "p=tls exporter,,n=romeo,r=abc",
        "N,,n=romeo,r=abc",
        "n,,n=romeo,r=abc\0"
      })
  void whatIsNoFirstMessageIsMalformed(String message) {
    assertThat(first("SCRAM-SHA-256", message)).isEqualTo(Condition.MALFORMED_REQUEST);
  }

  @Test
  void illFormedUtf8IsMalformed() {
    var message = "n,,n=romeo?,r=abc".getBytes(UTF_8);
    message[10] = (byte) 0xC3;
    assertThat(condition(bench.start("SCRAM-SHA-256", bench.unbound()).respond(message)))
        .isEqualTo(Condition.MALFORMED_REQUEST);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "c=biws",
        "c=biws,r=NONCE",
        "c=biws,r=NONCE,p=",
        "c=biws,r=NONCE,p=****",
        "c=biws,r=NONCE,p=AAAA,x=1",
        "r=NONCE,c=biws,p=AAAA",
        "c=biw,r=NONCE,p=AAAAA",
        "c=biws,r=NONCE,p=AAAA,p=AAAA",
        "c=,r=NONCE,p=AAAA"
      })
  void whatIsNoFinalMessageIsMalformed(String message) {
    var exchange = bench.start("SCRAM-SHA-256", bench.unbound());
    var nonce = romeo(ScramHash.SHA_256).attributes(challenge(exchange, "n,,n=romeo,r=abc"));
    var last = message.replace("NONCE", nonce.getOrDefault('r', ""));
    assertThat(condition(exchange.respond(last.getBytes(UTF_8))))
        .isEqualTo(Condition.MALFORMED_REQUEST);
  }

  @Test
  void aProofOfAnotherLengthFails() {
    for (var proof : List.of("AAAA", "A".repeat(44), "A".repeat(88))) {
      var exchange = bench.start("SCRAM-SHA-256", bench.unbound());
      var nonce =
          romeo(ScramHash.SHA_256).attributes(challenge(exchange, "n,,n=romeo,r=abc")).get('r');
      var last = "c=biws,r=" + nonce + ",p=" + proof;
      assertThat(condition(exchange.respond(last.getBytes(UTF_8))))
          .isEqualTo(Condition.NOT_AUTHORIZED);
    }
  }

  @Test
  void aMessageOverTheLimitIsMalformed() {
    var longest = "n,,n=romeo,r=" + "a".repeat(SaslExchange.MAX_MESSAGE_BYTES - 13);
    assertThat(bench.start("SCRAM-SHA-256", bench.unbound()).respond(longest.getBytes(UTF_8)))
        .isInstanceOf(SaslStep.Challenge.class);
    assertThat(first("SCRAM-SHA-256", longest + "a")).isEqualTo(Condition.MALFORMED_REQUEST);
  }

  @Test
  void manyExtensionsDoNotExhaustTheStack() {
    var message = "n,,n=romeo,r=abc" + ",x=y".repeat(2000);
    assertThat(bench.start("SCRAM-SHA-256", bench.unbound()).respond(message.getBytes(UTF_8)))
        .isInstanceOf(SaslStep.Challenge.class);
  }

  @Test
  void aClosedAccountIsToldSoAfterTheProofOnly() {
    bench.accounts.setState(ROMEO, AccountRecord.State.DISABLED);
    var client = romeo(ScramHash.SHA_256);
    assertThat(condition(bench.scram("SCRAM-SHA-256", bench.unbound(), client)))
        .isEqualTo(Condition.ACCOUNT_DISABLED);
    var guess = new ScramClient("SHA-256", "romeo", "guess", "n,,", new byte[0]);
    assertThat(condition(bench.scram("SCRAM-SHA-256", bench.unbound(), guess)))
        .isEqualTo(Condition.NOT_AUTHORIZED);
  }

  @Test
  void aMechanismThatWasNotOfferedFails() {
    for (var name : List.of("SCRAM-SHA-256-PLUS", "SCRAM-MD5", "EXTERNAL", "HT-SHA-256-NONE", "")) {
      var exchange = bench.start(name, bench.unbound());
      assertThat(condition(exchange.begin())).isEqualTo(Condition.INVALID_MECHANISM);
      assertThat(condition(exchange.respond(new byte[0]))).isEqualTo(Condition.INVALID_MECHANISM);
    }
  }

  @Test
  void withoutInitialResponseTheServerAsksForOne() {
    assertThat(bench.start("SCRAM-SHA-1", bench.unbound()).begin())
        .isEqualTo(new SaslStep.Challenge(Bytes.EMPTY));
  }
}
