package im.viavai.server.sasl;

import static im.viavai.server.sasl.LoginBench.ROMEO;
import static im.viavai.server.sasl.LoginBench.condition;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import im.viavai.server.sasl.Mechanisms.Transport;
import im.viavai.server.sasl.SaslFailure.Condition;
import im.viavai.xmpp.Requirement;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class PlainTest {

  private final LoginBench bench = new LoginBench();

  @ParameterizedTest
  @ValueSource(strings = {"\0romeo\0pencil", "romeo@example.org\0romeo\0pencil", "\0Romeo\0pencil"})
  void logsIn(String message) {
    assertThat(bench.plain(message))
        .isInstanceOfSatisfying(
            SaslStep.Success.class,
            success -> {
              assertThat(success.identity().account()).isEqualTo(ROMEO);
              assertThat(success.additionalData()).isEqualTo(Bytes.EMPTY);
            });
  }

  /// T4: ejabberd 26.07 logged A in and made a session for B.
  @Requirement(
      document = "RFC 6120",
      section = "6.3.8",
      quote =
          "if not, the receiving entity MUST return an <invalid-authzid/> SASL error as described under Section 6.5.6.")
  @ParameterizedTest
  @ValueSource(strings = {"juliet@example.org", "romeo@example.org/x", "romeo", "example.org"})
  void actingForSomebodyElseFails(String authzid) {
    assertThat(condition(bench.plain(authzid + "\0romeo\0pencil")))
        .isEqualTo(Condition.INVALID_AUTHZID);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"\0romeo\0secret", "\0juliet\0pencil", "\0romeo\0pencil ", "\0nobody\0pencil"})
  void wrongCredentialsFail(String message) {
    assertThat(condition(bench.plain(message))).isEqualTo(Condition.NOT_AUTHORIZED);
  }

  @Requirement(
      document = "RFC 4616",
      section = "2",
      quote =
          "the NUL (U+0000) character MUST NOT appear in authzid, authcid, or passwd productions.")
  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "romeo",
        "romeo\0pencil",
        "\0\0pencil",
        "\0romeo\0",
        "\0romeo\0pencil\0",
        "a\0b\0c\0d",
        "\0\0"
      })
  void whatHasNotThreePartsIsMalformed(String message) {
    assertThat(condition(bench.plain(message))).isEqualTo(Condition.MALFORMED_REQUEST);
  }

  @Test
  void illFormedUtf8IsMalformed() {
    var message = "\0romeo\0pencil".getBytes(UTF_8);
    message[8] = (byte) 0xFF;
    assertThat(condition(bench.start("PLAIN", bench.unbound()).respond(message)))
        .isEqualTo(Condition.MALFORMED_REQUEST);
  }

  @Test
  void aSecondMessageIsMalformed() {
    var exchange = bench.start("PLAIN", bench.unbound());
    var message = "\0romeo\0pencil".getBytes(UTF_8);
    assertThat(exchange.respond(message)).isInstanceOf(SaslStep.Success.class);
    assertThat(condition(exchange.respond(message))).isEqualTo(Condition.MALFORMED_REQUEST);
  }

  @Test
  void isOfferedInsideTlsOnly() {
    var offer = bench.sasl.mechanisms().offer(Transport.PLAINTEXT, ChannelBindings.NONE);
    assertThat(offer.mechanisms()).doesNotContain("PLAIN");
    var context = new SaslContext(LoginBench.DOMAIN, offer, LoginBench.PEER, null);
    assertThat(condition(bench.start("PLAIN", context).respond("\0romeo\0pencil".getBytes(UTF_8))))
        .isEqualTo(Condition.INVALID_MECHANISM);
  }

  @Test
  void canBeSwitchedOff() {
    var without = new LoginBench(Integer.MAX_VALUE, List.of("SCRAM-SHA-256"));
    assertThat(without.unbound().offer().mechanisms()).containsExactly("SCRAM-SHA-256");
    assertThat(condition(without.plain("\0romeo\0pencil"))).isEqualTo(Condition.INVALID_MECHANISM);
  }

  @Test
  void anyHashOfTheAccountWillDo() {
    for (var hash : ScramHash.values()) {
      var keys = bench.sasl.passwords().withHashes(EnumSet.of(hash)).keys("pencil");
      bench.accounts.setCredentials(ROMEO, keys.orElseThrow());
      assertThat(bench.plain("\0romeo\0pencil")).isInstanceOf(SaslStep.Success.class);
      assertThat(condition(bench.plain("\0romeo\0guess"))).isEqualTo(Condition.NOT_AUTHORIZED);
    }
  }

  @Test
  void isBusyWhenTheGateIsFull() throws InterruptedException {
    var gate = new PasswordGate(1, 0);
    var entered = new CountDownLatch(1);
    var leave = new CountDownLatch(1);
    var plain =
        new Plain(
            bench.unbound(),
            new Credentials(bench.accounts, new ServerSecret(new byte[32]), 4096),
            bench.sasl.passwords(),
            gate,
            new Judge(bench.guard));
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var first =
          threads.submit(() ->
              gate.run(() -> {
                entered.countDown();
                return await(leave);
              }));
      entered.await();
      assertThat(condition(plain.respond("\0romeo\0pencil".getBytes(UTF_8))))
          .isEqualTo(Condition.TEMPORARY_AUTH_FAILURE);
      leave.countDown();
      assertThat(first).succeedsWithin(Duration.ofSeconds(5));
    }
    assertThat(gate.run(() -> 1)).contains(1);
  }

  private static boolean await(CountDownLatch latch) {
    try {
      latch.await();
      return true;
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
