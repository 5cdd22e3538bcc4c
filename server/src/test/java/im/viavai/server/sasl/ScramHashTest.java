package im.viavai.server.sasl;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Hashes are copies of blank ones: none may know of another.
final class ScramHashTest {
  private static final byte[] KEY = "key".getBytes(US_ASCII);
  private static final byte[] TEXT = "text".getBytes(US_ASCII);

  @ParameterizedTest
  @EnumSource(ScramHash.class)
  void oneThatIsHalfDoneChangesNoOther(ScramHash hash) throws GeneralSecurityException {
    var half = hash.newDigest();
    half.update(KEY);
    var halfMac = hash.newMac(TEXT);
    halfMac.update(KEY);
    var jdk = Mac.getInstance(hash.mac());
    jdk.init(new SecretKeySpec(KEY, hash.mac()));
    assertThat(hash.newDigest().digest(TEXT))
        .isEqualTo(MessageDigest.getInstance(hash.digest()).digest(TEXT))
        .hasSize(hash.bytes());
    assertThat(hash.newMac(KEY).doFinal(TEXT)).isEqualTo(jdk.doFinal(TEXT));
  }
}
