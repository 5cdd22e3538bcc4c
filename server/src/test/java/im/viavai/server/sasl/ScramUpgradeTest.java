package im.viavai.server.sasl;

import static im.viavai.server.sasl.LoginBench.ROMEO;
import static org.assertj.core.api.Assertions.assertThat;

import im.viavai.server.sasl.Mechanisms.Transport;
import im.viavai.server.sasl.SaslFailure.Condition;
import im.viavai.store.ScramKeys;
import im.viavai.xmpp.Element;
import im.viavai.xmpp.Jid;
import im.viavai.xmpp.Requirement;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class ScramUpgradeTest {

  private static final String NS = "urn:xmpp:scram-upgrade:0";
  private static final String TO_512 = "UPGR-SCRAM-SHA-512";
  private static final String TO_1 = "UPGR-SCRAM-SHA-1";

  private final LoginBench bench = new LoginBench();
  private final ScramUpgrade upgrades = bench.sasl.upgrades();

  @BeforeEach
  void romeoHasSha256KeysOnly() {
    var keys = bench.sasl.passwords().withHashes(Set.of(ScramHash.SHA_256)).keys("pencil");
    bench.accounts.setCredentials(ROMEO, keys.orElseThrow());
  }

  private static Element hash(String base64) {
    return Element.builder(NS, "hash").text(base64).build();
  }

  private static String answer(Element salt) {
    var client = new ScramClient("SHA-512", "romeo", "pencil", "n,,", new byte[0]);
    var salted =
        client.hi(
            Base64.getDecoder().decode(salt.text()),
            Integer.parseInt(salt.attribute("iterations")));
    return Base64.getEncoder().encodeToString(salted);
  }

  @Requirement(
      document = "XEP-0480",
      section = "3",
      quote =
          "The client then calculates the RFC 5802 SaltedPassword and sends back its base64 encoded value inside a <hash/> element")
  @Test
  void afterTheUpgradeTheNewMechanismLogsIn() {
    var success = bench.password();
    assertThat(upgrades.tasks(success, List.of(TO_512))).containsExactly(TO_512);
    var task = upgrades.start(success, TO_512).orElseThrow();
    var salt = task.request();
    assertThat(salt.is(NS, "salt")).isTrue();
    assertThat(salt.attribute("iterations")).isEqualTo("4096");
    assertThat(task.finish(List.of(hash(answer(salt))))).isEmpty();

    var client = new ScramClient("SHA-512", "romeo", "pencil", "n,,", new byte[0]);
    assertThat(bench.scram("SCRAM-SHA-512", bench.unbound(), client))
        .isInstanceOf(SaslStep.Success.class);
    // Section 4: the older keys are kept.
    var former = new ScramClient("SHA-256", "romeo", "pencil", "n,,", new byte[0]);
    assertThat(bench.scram("SCRAM-SHA-256", bench.unbound(), former))
        .isInstanceOf(SaslStep.Success.class);
    assertThat(upgrades.tasks(bench.password(), List.of(TO_512))).isEmpty();
  }

  @Test
  void severalUpgradesInOneLogin() {
    var success = bench.password();
    for (var hash : List.of(ScramHash.SHA_512, ScramHash.SHA_1)) {
      var task = upgrades.start(success, ScramUpgrade.task(hash)).orElseThrow();
      var client = new ScramClient(hash.digest(), "romeo", "pencil", "n,,", new byte[0]);
      var salted = client.hi(Base64.getDecoder().decode(task.request().text()), 4096);
      assertThat(task.finish(List.of(hash(Bytes.of(salted).base64())))).isEmpty();
    }
    assertThat(credentials())
        .extracting(ScramKeys::mechanism)
        .containsExactlyInAnyOrder("SCRAM-SHA-1", "SCRAM-SHA-256", "SCRAM-SHA-512");
  }

  @Test
  void anAccountIsOfferedWhatItHasAndUpgradesForTheRest() {
    var offer = bench.sasl.mechanisms().offer(Transport.ENCRYPTED, LoginBench.BINDINGS, ROMEO);
    assertThat(offer.mechanisms()).containsExactly("SCRAM-SHA-256-PLUS", "SCRAM-SHA-256", "PLAIN");
    assertThat(offer.upgrades()).containsExactly(TO_512, TO_1);
    assertThat(offer.authenticationFeature(List.of()).children())
        .filteredOn(child -> child.is("urn:xmpp:sasl:upgrade:0", "upgrade"))
        .extracting(Element::text)
        .containsExactly(TO_512, TO_1);
  }

  @Test
  void otherAccountsAndUnknownOnesAreOfferedTheSame() {
    var mechanisms = bench.sasl.mechanisms();
    var anybody = mechanisms.offer(Transport.ENCRYPTED, LoginBench.BINDINGS);
    for (var jid : List.of("juliet@example.org", "nobody@example.org", "example.org")) {
      assertThat(mechanisms.offer(Transport.ENCRYPTED, LoginBench.BINDINGS, Jid.of(jid)))
          .isEqualTo(anybody);
    }
    assertThat(anybody.upgrades()).isEmpty();
  }

  @Test
  void onlyWhatIsLackingIsATask() {
    var success = bench.password();
    assertThat(
            upgrades.tasks(
                success,
                List.of(TO_1, "UPGR-SCRAM-SHA-256", "UPGR-SCRAM-MD5", "UPGR-", "X", TO_512, TO_1)))
        .containsExactly(TO_1, TO_512);
    assertThat(upgrades.start(success, "UPGR-SCRAM-SHA-256")).isEmpty();
    assertThat(upgrades.start(success, "X")).isEmpty();
  }

  /// T5: a stolen token sets no keys.
  @Requirement(
      document = "XEP-0484",
      section = "4.2",
      quote =
          "Servers MUST NOT require interactive authentication steps (such as multi-factor authentication) when authenticating via a FAST token.")
  @Test
  void aLoginByTokenUpgradesNothing() {
    var verifier =
        new FastVerifier(
            FastMechanism.NONE, 0, 1, 1, Bytes.EMPTY, Bytes.of(new byte[FastVerifier.SEED_BYTES]));
    var byToken =
        new SaslStep.Success(
            bench.password().identity(),
            Bytes.EMPTY,
            new SaslStep.Proof.Token(new FastUse(verifier, FastRequest.Afterwards.KEEP)));
    assertThat(upgrades.tasks(byToken, List.of(TO_512))).isEmpty();
    assertThat(upgrades.start(byToken, TO_512)).isEmpty();
  }

  @Test
  void aHashThatIsNoneChangesNothing() {
    var before = credentials();
    for (var content :
        List.of(
            List.<Element>of(),
            List.of(hash("")),
            List.of(hash("!")),
            List.of(hash(Bytes.of(new byte[63]).base64())),
            List.of(Element.of("urn:other", "hash")))) {
      var task = upgrades.start(bench.password(), TO_512).orElseThrow();
      assertThat(task.finish(content)).contains(new SaslFailure(Condition.MALFORMED_REQUEST));
    }
    assertThat(credentials()).isEqualTo(before);
  }

  @Test
  void aPasswordChangedMeanwhileIsNotUndone() {
    var task = upgrades.start(bench.password(), TO_512).orElseThrow();
    var salt = task.request();
    bench.accounts.setCredentials(ROMEO, bench.sasl.passwords().keys("new").orElseThrow());
    var changed = credentials();
    assertThat(task.finish(List.of(hash(answer(salt)))))
        .contains(new SaslFailure(Condition.CREDENTIALS_EXPIRED));
    assertThat(credentials()).isEqualTo(changed);
  }

  private List<ScramKeys> credentials() {
    return bench.accounts.find(ROMEO).orElseThrow().credentials();
  }
}
