package im.viavai.server.sasl;

import static im.viavai.server.sasl.LoginBench.JULIET;
import static im.viavai.server.sasl.LoginBench.ROMEO;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import im.viavai.xmpp.Jid;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/// Whatever a client sends, the answer is a step; and whoever gets in is who proved it (T4).
final class AnyMessageTest {

  private static final List<String> MECHANISMS =
      List.of(
          "SCRAM-SHA-512-PLUS",
          "SCRAM-SHA-256-PLUS",
          "SCRAM-SHA-1-PLUS",
          "SCRAM-SHA-512",
          "SCRAM-SHA-256",
          "SCRAM-SHA-1",
          "PLAIN",
          "HT-SHA-256-NONE",
          "HT-SHA-256-EXPR",
          "HT-SHA-256-ENDP");

  private static final LoginBench BENCH = new LoginBench();

  private static SaslExchange start(String mechanism) {
    return mechanism.startsWith("HT-")
        ? BENCH
            .sasl
            .fast()
            .start(
                mechanism,
                BENCH.bound(),
                new FastRequest(FastRequest.NO_COUNT, FastRequest.Afterwards.KEEP),
                LoginBench.CLIENT)
        : BENCH.start(mechanism, BENCH.bound());
  }

  @Provide
  Arbitrary<String> mechanisms() {
    return Arbitraries.of(MECHANISMS);
  }

  @Property(tries = 500)
  void randomBytesEndInAFailure(
      @ForAll("mechanisms") String mechanism, @ForAll byte[] first, @ForAll byte[] second) {
    var exchange = start(mechanism);
    assertThat(exchange.respond(first)).isInstanceOf(SaslStep.Failure.class);
    assertThat(exchange.respond(second)).isInstanceOf(SaslStep.Failure.class);
  }

  /// Pieces of real messages in any order.
  @Provide
  Arbitrary<String> pieces() {
    return Arbitraries.of(
            "n,,",
            "y,,",
            "p=tls-exporter,,",
            "n=romeo",
            "n=juliet",
            ",",
            "r=abc",
            "=",
            "a=",
            "\0",
            "romeo",
            "juliet",
            "romeo@example.org",
            "pencil",
            "c=biws",
            "p=AAAA",
            "m=1",
            "é",
            "\uD83D\uDE00",
            "@",
            "/",
            "x".repeat(32),
            "x".repeat(9000),
            "\uFFFE",
            "\u0001")
        .list()
        .ofMaxSize(8)
        .map(parts -> String.join("", parts));
  }

  @Property(tries = 500)
  void piecesOfMessagesLogInOnlyWithThePassword(
      @ForAll("mechanisms") String mechanism,
      @ForAll("pieces") String first,
      @ForAll("pieces") String second) {
    var exchange = start(mechanism);
    for (var message : List.of(first, second)) {
      if (exchange.respond(message.getBytes(UTF_8)) instanceof SaslStep.Success success) {
        assertThat(mechanism).isEqualTo("PLAIN");
        assertThat(success.identity().account()).isEqualTo(ROMEO);
        assertThat(message).contains("\0romeo\0pencil");
      }
    }
  }

  /// One byte of a valid exchange is changed, put in or taken out, in either message.
  @Property(tries = 300)
  void aMutatedScramLoginNeverMakesAnotherIdentity(
      @ForAll("mechanisms") String mechanism, @ForAll long seed) {
    if (!mechanism.startsWith("SCRAM")) {
      return;
    }
    var random = new Random(seed);
    boolean plus = mechanism.endsWith("-PLUS");
    var digest = mechanism.replace("SCRAM-", "").replace("-PLUS", "");
    var header = plus ? "p=tls-exporter,," : "n,,";
    var binding = plus ? LoginBench.EXPORTER : new byte[0];
    var client = new ScramClient(digest, "romeo", "pencil", header, binding);
    var exchange = start(mechanism);
    boolean inFirst = random.nextBoolean();
    var first = client.first().getBytes(UTF_8);
    var answer = exchange.respond(inFirst ? mutate(first, random) : first);
    if (answer instanceof SaslStep.Challenge(var data)) {
      var last = client.last(new String(data.array(), UTF_8)).getBytes(UTF_8);
      var step = exchange.respond(inFirst ? last : mutate(last, random));
      if (step instanceof SaslStep.Success success) {
        // Upper case in the name is prepared away, but then the signature differs.
        assertThat(success.identity().account()).isEqualTo(ROMEO);
        assertThat(inFirst).isFalse();
      }
    } else {
      assertThat(answer).isInstanceOf(SaslStep.Failure.class);
    }
  }

  private static byte[] mutate(byte[] message, Random random) {
    int at = random.nextInt(message.length);
    var changed = message.clone();
    switch (random.nextInt(3)) {
      case 0 -> changed[at] ^= (byte) (1 << random.nextInt(8));
      case 1 -> {
        changed = Arrays.copyOf(message, message.length + 1);
        System.arraycopy(message, at, changed, at + 1, message.length - at);
        changed[at] = (byte) random.nextInt(256);
      }
      default -> {
        changed = Arrays.copyOf(message, message.length - 1);
        System.arraycopy(message, at + 1, changed, at, message.length - at - 1);
      }
    }
    return changed;
  }

  @Provide
  Arbitrary<Jid> accounts() {
    return Arbitraries.of(ROMEO, JULIET);
  }

  @Provide
  Arbitrary<String> authzids() {
    return Arbitraries.of(
        "",
        "romeo@example.org",
        "juliet@example.org",
        "ROMEO@example.org",
        "romeo@example.org/x",
        "romeo@example.com",
        "romeo");
  }

  /// T4: the password of one, any authzid, any claim in the stream header; the identity is always
  /// that one, or there is none.
  @Property(tries = 200)
  void theIdentityIsWhosePasswordItWas(
      @ForAll("mechanisms") String mechanism,
      @ForAll("accounts") Jid who,
      @ForAll("accounts") Jid from,
      @ForAll("authzids") String authzid) {
    if (mechanism.startsWith("HT-")) {
      return;
    }
    var password = who.equals(ROMEO) ? "pencil" : "secret";
    var context = new SaslContext(LoginBench.DOMAIN, BENCH.bound().offer(), LoginBench.PEER, from);
    var step =
        mechanism.equals("PLAIN")
            ? BENCH
                .start(mechanism, context)
                .respond((authzid + "\0" + who.localpart() + "\0" + password).getBytes(UTF_8))
            : scram(mechanism, context, who, password, authzid);
    boolean own = authzid.equalsIgnoreCase(who.toString()) && from.equals(who);
    if (authzid.isEmpty() || own) {
      assertThat(step)
          .isInstanceOfSatisfying(
              SaslStep.Success.class,
              success -> {
                assertThat(success.identity().account()).isEqualTo(who);
                assertThat(success.identity().key())
                    .isEqualTo(BENCH.accounts.find(who).orElseThrow().key());
              });
    } else {
      assertThat(LoginBench.condition(step)).isEqualTo(SaslFailure.Condition.INVALID_AUTHZID);
    }
  }

  private static SaslStep scram(
      String mechanism, SaslContext context, Jid who, String password, String authzid) {
    boolean plus = mechanism.endsWith("-PLUS");
    var digest = mechanism.replace("SCRAM-", "").replace("-PLUS", "");
    var header =
        (plus ? "p=tls-server-end-point," : "n,")
            + (authzid.isEmpty() ? "," : "a=" + authzid + ",");
    var binding = plus ? LoginBench.END_POINT : new byte[0];
    var client = new ScramClient(digest, who.localpart(), password, header, binding);
    var exchange = BENCH.start(mechanism, context);
    return switch (exchange.respond(client.first().getBytes(UTF_8))) {
      case SaslStep.Challenge(var data) ->
          exchange.respond(client.last(new String(data.array(), UTF_8)).getBytes(UTF_8));
      case SaslStep other -> other;
    };
  }
}
