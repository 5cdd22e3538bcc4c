package im.viavai.server.sasl;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import im.viavai.store.ScramKeys;
import im.viavai.xmpp.Requirement;
import java.security.SecureRandom;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class PasswordsTest {

  private final Passwords passwords =
      new Passwords(
          EnumSet.allOf(ScramHash.class), 4096, new Tokens(new SecureRandom()), HashMeter.NONE);

  private List<ScramKeys> keys(String password) {
    return passwords.keys(password).orElseThrow();
  }

  /// T7: nothing of the password can be found again in what is kept.
  @Test
  void keepsKeysOfEachHashOnly() {
    var keys = keys("pencil");
    assertThat(keys)
        .extracting(ScramKeys::mechanism)
        .containsExactly("SCRAM-SHA-512", "SCRAM-SHA-256", "SCRAM-SHA-1");
    assertThat(keys).allSatisfy(key -> assertThat(key.iterations()).isEqualTo(4096));
    assertThat(keys)
        .allSatisfy(
            key -> assertThat(new String(key.storedKey(), ISO_8859_1)).doesNotContain("pencil"));
  }

  @Test
  void everySaltIsItsOwn() {
    var salts = new HashSet<Bytes>();
    IntStream.range(0, 5)
        .forEach(i -> keys("pencil").forEach(key -> salts.add(Bytes.of(key.salt()))));
    assertThat(salts).hasSize(15).allSatisfy(salt -> assertThat(salt.length()).isEqualTo(16));
  }

  @Test
  void matchesThisPasswordOnly() {
    for (var key : keys("pencil")) {
      assertThat(passwords.matches("pencil", key)).isTrue();
      assertThat(passwords.matches("pencils", key)).isFalse();
      assertThat(passwords.matches("", key)).isFalse();
    }
  }

  @Test
  void fewerHashesForALargeImport() {
    var fewer = passwords.withHashes(Set.of(ScramHash.SHA_256));
    assertThat(fewer.keys("pencil").orElseThrow())
        .extracting(ScramKeys::mechanism)
        .containsExactly("SCRAM-SHA-256");
  }

  @Test
  void anyThreadMayMakeKeys() {
    var all = IntStream.range(0, 40).parallel().mapToObj(i -> keys("password " + i)).toList();
    IntStream.range(0, 40)
        .forEach(
            i -> assertThat(passwords.matches("password " + i, all.get(i).getFirst())).isTrue());
  }

  @Test
  void emptyOrOverlongOnesAreNone() {
    assertThat(passwords.keys("")).isEmpty();
    assertThat(passwords.keys("a".repeat(1024))).isPresent();
    assertThat(passwords.keys("a".repeat(1025))).isEmpty();
    assertThat(passwords.keys("ü".repeat(513))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"\u0007", "a\u0000b", "pen\u007Fcil", "\uFFFE", "\uD800", "\u00AD"})
  void whatCannotBeTypedIsNone(String password) {
    assertThat(passwords.keys(password)).isEmpty();
  }

  @Requirement(document = "RFC 4013", section = "3", quote = "output is NFKC, will match #1")
  @ParameterizedTest
  @CsvSource({
    "I\u00ADX, IX",
    "user, user",
    "USER, USER",
    "\u00AA, a",
    "\u2168, IX",
    "pass\u00A0word, pass word",
    "A\u030A, \u00C5"
  })
  void passwordsTypedDifferentlyAreTheSame(String typed, String prepared) {
    assertThat(PasswordText.prepare(typed)).contains(prepared);
  }

  /// What SASLprep with its Unicode 3.2 has not heard of.
  @ParameterizedTest
  @ValueSource(strings = {"\uD83D\uDE00 smile", "\u05D0a", "\u06271"})
  void newerTextsAndMixedDirectionsAreBorne(String password) {
    assertThat(PasswordText.prepare(password)).contains(password);
  }

  @Test
  void tooFewIterationsAreRefused() {
    assertThatThrownBy(() ->
            new Passwords(
                Set.of(ScramHash.SHA_1), 4095, new Tokens(new SecureRandom()), HashMeter.NONE))
        .isInstanceOf(IllegalArgumentException.class);
  }

  /// T6: no value that is to be unguessable has fewer than 128 bit.
  @Test
  void shortTokensAreRefused() {
    var tokens = new Tokens(new SecureRandom());
    assertThatThrownBy(() -> tokens.bytes(15)).isInstanceOf(IllegalArgumentException.class);
    assertThat(tokens.text(16)).hasSize(22).matches("[A-Za-z0-9_-]+");
    assertThat(IntStream.range(0, 1000).mapToObj(i -> tokens.text(16)).distinct()).hasSize(1000);
  }
}
