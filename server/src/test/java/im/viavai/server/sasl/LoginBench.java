package im.viavai.server.sasl;

import static java.nio.charset.StandardCharsets.UTF_8;

import im.viavai.server.config.Auth;
import im.viavai.server.sasl.Mechanisms.Transport;
import im.viavai.xmpp.Jid;
import java.net.InetAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;

/// A server's SASL with a few accounts, and connections to it. Romeo's and Juliet's password is
/// `pencil` and `secret`.
final class LoginBench implements InstantSource {

  static final Jid DOMAIN = Jid.of("example.org");
  static final Jid ROMEO = Jid.of("romeo@example.org");
  static final Jid JULIET = Jid.of("juliet@example.org");
  static final byte[] EXPORTER = "an exporter of thirty-two bytes.".getBytes(UTF_8);
  static final byte[] END_POINT = "the hash of our certificate".getBytes(UTF_8);
  static final ChannelBindings BINDINGS = ChannelBindings.of(EXPORTER, END_POINT);
  static final String CLIENT = "d4565fa7-4d72-4749-b3d3-740edbf87770";
  static final InetAddress PEER = InetAddress.ofLiteral("192.0.2.1");

  /// The least the texts allow: quick tests.
  static final int ITERATIONS = 4096;

  final MemoryAccounts accounts = new MemoryAccounts();
  final MemoryTokens tokenStore = new MemoryTokens();
  final CountingMeter meter = new CountingMeter();
  final Tokens random = new Tokens(new SecureRandom());
  final LoginGuard guard;
  final Sasl sasl;
  private Instant now = Instant.parse("2026-01-01T00:00:00Z");

  LoginBench() {
    this(Integer.MAX_VALUE);
  }

  LoginBench(int failuresPerMinute) {
    this(failuresPerMinute, List.of("SCRAM-SHA-512", "SCRAM-SHA-256", "SCRAM-SHA-1", "PLAIN"));
  }

  LoginBench(int failuresPerMinute, List<String> mechanisms) {
    guard = new LoginGuard(failuresPerMinute, Integer.MAX_VALUE, this);
    sasl =
        new Sasl(
            accounts,
            tokenStore,
            new ServerSecret(new byte[32]),
            new Auth(mechanisms, ITERATIONS, Duration.ofDays(21), false),
            guard,
            random,
            this,
            meter);
    accounts.create(ROMEO, sasl.passwords().keys("pencil").orElseThrow());
    accounts.create(JULIET, sasl.passwords().keys("secret").orElseThrow());
    meter.take();
  }

  @Override
  public Instant instant() {
    return now;
  }

  void pass(Duration time) {
    now = now.plus(time);
  }

  SaslContext bound() {
    return context(BINDINGS);
  }

  SaslContext unbound() {
    return context(ChannelBindings.NONE);
  }

  SaslContext context(ChannelBindings bindings) {
    var offer = sasl.mechanisms().offer(Transport.ENCRYPTED, bindings);
    return new SaslContext(DOMAIN, offer, PEER, null);
  }

  SaslExchange start(String mechanism, SaslContext context) {
    return sasl.mechanisms().start(mechanism, context);
  }

  /// The steps of a whole SCRAM login; the last one is the outcome.
  SaslStep scram(String mechanism, SaslContext context, ScramClient client) {
    var exchange = start(mechanism, context);
    return exchange.respond(first(exchange, client));
  }

  private static byte[] first(SaslExchange exchange, ScramClient client) {
    return client.last(challenge(exchange, client.first())).getBytes(UTF_8);
  }

  /// The text of the challenge that must follow.
  static String challenge(SaslExchange exchange, String message) {
    var step = exchange.respond(message.getBytes(UTF_8));
    if (step instanceof SaslStep.Challenge(var data)) {
      return new String(data.array(), UTF_8);
    }
    throw new AssertionError(step);
  }

  SaslStep plain(String message) {
    return start("PLAIN", unbound()).respond(message.getBytes(UTF_8));
  }

  /// A login by password.
  SaslStep.Success password() {
    return (SaslStep.Success) plain("\0romeo\0pencil");
  }

  static SaslFailure.Condition condition(SaslStep step) {
    if (step instanceof SaslStep.Failure(var failure)) {
      return failure.condition();
    }
    throw new AssertionError(step);
  }
}
