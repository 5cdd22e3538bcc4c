package im.viavai.server.sasl;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.security.GeneralSecurityException;
import java.util.HexFormat;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;

/// Our PBKDF2 and that of the JDK make the same keys.
final class Pbkdf2Test {

  /// Passwords longer than a block of the hash, which are hashed first, come up too.
  @Property(tries = 500)
  void makesTheKeysOfTheJdk(
      @ForAll ScramHash hash,
      @ForAll @StringLength(max = 200) String password,
      @ForAll @Size(min = 1, max = 200) byte[] salt,
      @ForAll @IntRange(min = 1, max = 20) int iterations)
      throws GeneralSecurityException {
    assertThat(new Pbkdf2(hash, password).derive(salt, iterations))
        .isEqualTo(ofTheJdk(hash, password, salt, iterations));
  }

  private static byte[] ofTheJdk(ScramHash hash, String password, byte[] salt, int iterations)
      throws GeneralSecurityException {
    var spec = new PBEKeySpec(password.toCharArray(), salt, iterations, hash.bytes() * 8);
    return SecretKeyFactory.getInstance("PBKDF2With" + hash.mac())
        .generateSecret(spec)
        .getEncoded();
  }

  /// RFC 6070 section 2, the third.
  @Example
  void makesTheKeyOfTheTestVector() {
    assertThat(new Pbkdf2(ScramHash.SHA_1, "password").derive("salt".getBytes(UTF_8), 4096))
        .isEqualTo(HexFormat.of().parseHex("4b007901b765489abead49d926f721d065a429c1"));
  }

  @Example
  void oneObjectDerivesAnyNumberOfKeys() {
    var pbkdf2 = new Pbkdf2(ScramHash.SHA_256, "pencil");
    var first = pbkdf2.derive(new byte[16], 3);
    assertThat(pbkdf2.derive(new byte[16], 3)).isEqualTo(first);
  }
}
