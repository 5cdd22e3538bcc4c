package im.viavai.server.sasl;

import com.ibm.icu.text.StringPrep;
import com.ibm.icu.text.StringPrepParseException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import rocks.xmpp.precis.PrecisProfiles;

/// Prepares passwords so that one typed elsewhere compares equal. Any thread.
///
/// RFC 5802 section 5.1 binds clients to SASLprep (RFC 4013), and a SCRAM key is made of the
/// prepared password, so SASLprep it is where it knows the text; with unassigned code points
/// allowed, because its Unicode 3.2 has no emoji. What it forbids (mixed directions) but the
/// OpaqueString profile of its successor RFC 8265 allows, is prepared by that one. For ASCII, and
/// nearly all else, both change nothing.
final class PasswordText {

  /// The longest password, in bytes of UTF-8: nobody types more, and SCRAM costs grow with nothing.
  static final int MAX_BYTES = 1024;

  private PasswordText() {}

  /// The prepared password; empty if it is empty, too long, or nothing that could be typed.
  static Optional<String> prepare(String password) {
    if (password.isEmpty() || password.length() > MAX_BYTES) {
      return Optional.empty();
    }
    return saslPrep(password)
        .or(() -> opaqueString(password))
        .filter(text -> !text.isEmpty())
        .filter(text -> text.getBytes(StandardCharsets.UTF_8).length <= MAX_BYTES);
  }

  private static Optional<String> saslPrep(String password) {
    try {
      return Optional.of(
          StringPrep.getInstance(StringPrep.RFC4013_SASLPREP)
              .prepare(password, StringPrep.ALLOW_UNASSIGNED));
    } catch (StringPrepParseException prohibited) {
      return Optional.empty();
    }
  }

  private static Optional<String> opaqueString(String password) {
    try {
      return Optional.of(PrecisProfiles.OPAQUE_STRING.enforce(password));
    } catch (IllegalArgumentException prohibited) {
      return Optional.empty();
    }
  }
}
