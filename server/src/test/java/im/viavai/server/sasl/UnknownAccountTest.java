package im.viavai.server.sasl;

import static im.viavai.server.sasl.LoginBench.challenge;
import static im.viavai.server.sasl.LoginBench.condition;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import im.viavai.server.sasl.SaslFailure.Condition;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// T8: nobody finds out by logging in which accounts there are. Time is compared by the hashes
/// computed, which is what takes it.
final class UnknownAccountTest {

  private final LoginBench bench = new LoginBench();

  private record Observed(List<String> steps, Map<String, Integer> work) {}

  private Observed scram(ScramHash hash, String name) {
    bench.meter.take();
    var client = new ScramClient(hash.digest(), name, "guess", "n,,", new byte[0]);
    var exchange = bench.start(hash.mechanism(), bench.unbound());
    var challenge = challenge(exchange, client.first());
    var steps = new ArrayList<String>();
    var attributes = client.attributes(challenge);
    steps.add(attributes.keySet().toString());
    attributes.forEach((key, value) -> steps.add(key + " of " + value.length()));
    steps.add(attributes.get('i'));
    steps.add(exchange.respond(client.last(challenge).getBytes(UTF_8)).toString());
    return new Observed(steps, bench.meter.take());
  }

  @ParameterizedTest
  @EnumSource
  void scramAnswersAlikeForTheSameWork(ScramHash hash) {
    assertThat(scram(hash, "nobody")).isEqualTo(scram(hash, "romeo"));
    assertThat(scram(hash, "not a localpart")).isEqualTo(scram(hash, "romeo"));
  }

  private String salt(LoginBench on, ScramHash hash, String name) {
    var client = new ScramClient(hash.digest(), name, "guess", "n,,", new byte[0]);
    var challenge = challenge(on.start(hash.mechanism(), on.unbound()), client.first());
    return client.attributes(challenge).getOrDefault('s', "");
  }

  @ParameterizedTest
  @EnumSource
  void aMadeUpSaltStaysTheSameAndIsNobodyElses(ScramHash hash) {
    assertThat(salt(bench, hash, "nobody")).isEqualTo(salt(bench, hash, "nobody"));
    assertThat(salt(bench, hash, "NOBODY")).isEqualTo(salt(bench, hash, "nobody"));
    assertThat(salt(new LoginBench(), hash, "nobody")).isEqualTo(salt(bench, hash, "nobody"));
    assertThat(salt(bench, hash, "noone")).isNotEqualTo(salt(bench, hash, "nobody"));
    assertThat(salt(bench, ScramHash.SHA_1, "nobody"))
        .isNotEqualTo(salt(bench, ScramHash.SHA_256, "nobody"));
  }

  @Test
  void plainAnswersAlikeForTheSameWork() {
    bench.meter.take();
    var known = bench.plain("\0romeo\0guess").toString();
    var workForKnown = bench.meter.take();
    for (var name : List.of("nobody", "not a localpart")) {
      assertThat(bench.plain("\0" + name + "\0guess")).hasToString(known);
      assertThat(bench.meter.take()).isEqualTo(workForKnown);
    }
    assertThat(workForKnown).containsEntry("pbkdf2 SHA_256 4096", 1);
  }

  @Test
  void aPasswordNobodyCanHaveCostsTheSame() {
    bench.plain("\0romeo\0guess");
    var work = bench.meter.take();
    bench.plain("\0romeo\0\u0007");
    assertThat(bench.meter.take()).isEqualTo(work);
  }

  @Test
  void anAuthzidIsJudgedAlike() {
    for (var name : List.of("romeo", "nobody")) {
      assertThat(condition(bench.plain("juliet@example.org\0" + name + "\0guess")))
          .isEqualTo(Condition.INVALID_AUTHZID);
      assertThat(condition(bench.plain(name + "@example.org\0" + name + "\0guess")))
          .isEqualTo(Condition.NOT_AUTHORIZED);
    }
  }

  @Test
  void failuresOfUnknownAccountsAreCountedAlike() {
    var strict = new LoginBench(2);
    for (var name : List.of("romeo", "nobody")) {
      var answers = new ArrayList<Condition>();
      for (int i = 0; i < 4; i++) {
        answers.add(condition(strict.plain("\0" + name + "\0guess")));
      }
      assertThat(answers)
          .containsExactly(
              Condition.NOT_AUTHORIZED,
              Condition.NOT_AUTHORIZED,
              Condition.TEMPORARY_AUTH_FAILURE,
              Condition.TEMPORARY_AUTH_FAILURE);
    }
  }

  @Test
  void tokensAreRefusedAlikeForTheSameWork() {
    var fast = bench.sasl.fast();
    assertThat(fast.grant(bench.password(), LoginBench.CLIENT, "", "HT-SHA-256-NONE")).isPresent();
    var answers = new ArrayList<String>();
    var work = new ArrayList<Map<String, Integer>>();
    for (var name : List.of("romeo", "juliet", "nobody", "not a localpart")) {
      bench.meter.take();
      var request = new FastRequest(FastRequest.NO_COUNT, FastRequest.Afterwards.KEEP);
      var message = (name + "\0" + "x".repeat(32)).getBytes(UTF_8);
      answers.add(
          fast.start("HT-SHA-256-NONE", bench.unbound(), request, LoginBench.CLIENT)
              .respond(message)
              .toString());
      work.add(bench.meter.take());
    }
    assertThat(answers).containsOnly(answers.getFirst());
    assertThat(work).containsOnly(Map.of("hmac SHA_256", 2));
  }
}
