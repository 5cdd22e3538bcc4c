package im.viavai.server.sasl;

import java.util.Base64;
import java.util.Optional;
import java.util.regex.Pattern;

/// The client-final-message of SCRAM (RFC 5802 section 7), read to the letter.
///
/// @param channelBinding gs2-header and binding data
/// @param nonce both parts
/// @param withoutProof the message up to the proof, which is signed
/// @param proof the ClientProof
record ScramClientFinal(Bytes channelBinding, String nonce, String withoutProof, Bytes proof) {

  private static final String BASE64 = "[A-Za-z0-9+/]+={0,2}";
  private static final Pattern SYNTAX =
      Pattern.compile(
          "(?<unsigned>c=(?<binding>BASE64),r=(?<nonce>[!-+\\--~]+)(,[A-Za-oq-z]=[^,]+)*+),p=(?<proof>BASE64)"
              .replace("BASE64", BASE64),
          Pattern.DOTALL);

  static Optional<ScramClientFinal> parse(byte[] message) {
    return Utf8.message(message).flatMap(ScramClientFinal::parse);
  }

  private static Optional<ScramClientFinal> parse(String text) {
    var match = SYNTAX.matcher(text);
    if (!match.matches()) {
      return Optional.empty();
    }
    try {
      var decoder = Base64.getDecoder();
      return Optional.of(
          new ScramClientFinal(
              Bytes.of(decoder.decode(match.group("binding"))),
              match.group("nonce"),
              match.group("unsigned"),
              Bytes.of(decoder.decode(match.group("proof")))));
    } catch (IllegalArgumentException notBase64) {
      return Optional.empty();
    }
  }
}
