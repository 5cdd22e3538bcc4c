package im.viavai.server.sasl;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import im.viavai.store.ScramKeys;
import im.viavai.xmpp.Jid;
import im.viavai.xmpp.Requirement;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;

/// The examples of the texts, to the byte.
final class ScramVectorsTest {

  private static final Base64.Decoder BASE64 = Base64.getDecoder();

  @Requirement(
      document = "RFC 5802",
      section = "5",
      quote = "C: n,,n=user,r=fyko+d2lbbFgONRv9qkxdawL")
  @Test
  void exampleOfRfc5802() {
    check(
        ScramHash.SHA_1,
        "QSXCR+Q6sek8bf92",
        "n=user,r=fyko+d2lbbFgONRv9qkxdawL"
            + ",r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j,s=QSXCR+Q6sek8bf92,i=4096"
            + ",c=biws,r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j",
        "v0X8v3Bz2T0CJGbJQyF0X+HI4Ts=",
        "rmF9pqV8S7suAoZWja4dJRkFsKQ=");
  }

  @Requirement(
      document = "RFC 7677",
      section = "3",
      quote = "This is a simple example of a SCRAM-SHA-256 authentication exchange")
  @Test
  void exampleOfRfc7677() {
    check(
        ScramHash.SHA_256,
        "W22ZaJ0SNY7soEsUEjb6gQ==",
        "n=user,r=rOprNGfwEbeRWgbNEkqO"
            + ",r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096"
            + ",c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0",
        "dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=",
        "6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=");
  }

  private static void check(
      ScramHash hash, String salt, String authMessage, String proof, String signature) {
    var math = new ScramMath(hash, HashMeter.NONE);
    var salted = math.saltedPassword("pencil", BASE64.decode(salt), 4096);
    var message = authMessage.getBytes(UTF_8);
    assertThat(math.provenBy(BASE64.decode(proof), math.storedKey(salted), message)).isTrue();
    assertThat(math.hmac(math.serverKey(salted), message)).isEqualTo(BASE64.decode(signature));
  }

  @Test
  void everyHashAgreesWithAClientThatSharesNoCode() {
    for (var hash : ScramHash.values()) {
      var client = new ScramClient(hash.digest(), "user", "pencil", "n,,", new byte[0]);
      var salt = "salt and salt".getBytes(UTF_8);
      var math = new ScramMath(hash, HashMeter.NONE);
      assertThat(math.saltedPassword("pencil", salt, 5000)).isEqualTo(client.hi(salt, 5000));
    }
  }

  @Requirement(
      document = "XEP-0474",
      section = "6.3",
      quote =
          "Attribute \"h\" contains base64 encoded SHA-1 hash of 'SCRAM-SHA-1\\x1eSCRAM-SHA-1-PLUS\\x1ftls-exporter\\x1etls-server-end-point'")
  @Test
  void fullExampleOfXep0474() {
    var bindings =
        ChannelBindings.of("THIS IS FAKE CB DATA".getBytes(UTF_8), "certificate".getBytes(UTF_8));
    var offer =
        new SaslOffer(List.of("SCRAM-SHA-1-PLUS", "SCRAM-SHA-1"), bindings, List.of(), List.of());
    var context = new SaslContext(Jid.of("example.org"), offer, LoginBench.PEER, null);
    var bench = new LoginBench();
    var passwords = bench.sasl.passwords();
    var salt = BASE64.decode("QSXCR+Q6sek8bf92");
    var math = new ScramMath(ScramHash.SHA_1, HashMeter.NONE);
    ScramKeys keys =
        passwords.fromSalted(
            ScramHash.SHA_1, salt, 4096, math.saltedPassword("pencil", salt, 4096));
    bench.accounts.create(Jid.of("user@example.org"), List.of(keys));
    var scram =
        new Scram(
            ScramHash.SHA_1,
            true,
            context,
            new Credentials(bench.accounts, new ServerSecret(new byte[32]), 4096),
            new Judge(bench.guard),
            "a09117a6-ac50-4f2f-93f1-93799c2bddf6",
            HashMeter.NONE,
            new OfferHashes());

    var challenge =
        scram.respond(
            BASE64.decode(
                "cD10bHMtZXhwb3J0ZXIsLG49dXNlcixyPTEyQzRDRDVDLUUzOEUtNEE5OC04RjZELTE1QzM4RjUxQ0NDNg=="));
    assertThat(challenge)
        .isEqualTo(
            new SaslStep.Challenge(
                Bytes.utf8(
                    "r=12C4CD5C-E38E-4A98-8F6D-15C38F51CCC6a09117a6-ac50-4f2f-93f1-93799c2bddf6"
                        + ",s=QSXCR+Q6sek8bf92,i=4096,h=G6k/rBLDqgOhRRaCuuatSDFkJ08=")));
    var success =
        scram.respond(
            ("c=cD10bHMtZXhwb3J0ZXIsLFRISVMgSVMgRkFLRSBDQiBEQVRB"
                    + ",r=12C4CD5C-E38E-4A98-8F6D-15C38F51CCC6a09117a6-ac50-4f2f-93f1-93799c2bddf6"
                    + ",x=19C6532F-1CF4-4A27-A18D-DC9CEA41BBB3,p=M/SIDjT+dfcxUh89jZEypRvFxB4=")
                .getBytes(UTF_8));
    assertThat(success)
        .isInstanceOfSatisfying(
            SaslStep.Success.class,
            done ->
                assertThat(done.additionalData())
                    .isEqualTo(Bytes.utf8("v=MQrMPvv7yv4x4Cq4W4Ih25EqS2c=")));
  }

  @Requirement(
      document = "XEP-0474",
      section = "6.1",
      quote =
          "If the server used SASL Channel-Binding Type Capability (XEP-0440) to advertise channel-bindings, append %x1F to S")
  @Test
  void withoutChannelBindingOnlyTheMechanismsAreHashed() {
    var offer =
        new SaslOffer(
            List.of("SCRAM-SHA-256", "SCRAM-SHA-1", "PLAIN"),
            ChannelBindings.NONE,
            List.of(),
            List.of("HT-SHA-256-NONE"));
    assertThat(offer.downgradeProtected()).isEqualTo("PLAIN\u001eSCRAM-SHA-1\u001eSCRAM-SHA-256");
  }
}
