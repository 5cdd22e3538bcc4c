package im.viavai.server.sasl;

import java.util.Optional;
import java.util.regex.Pattern;

/// The client-first-message of SCRAM (RFC 5802 section 7), read to the letter.
///
/// @param binding `n`, `y` or the name of a channel binding type
/// @param authzid decoded, `""` for none
/// @param gs2Header the header as sent, to be found again in the client-final-message
/// @param username decoded, not yet prepared
/// @param nonce the client's part
/// @param bare the client-first-message-bare, which is signed
record ScramClientFirst(
    Binding binding, String authzid, String gs2Header, String username, String nonce, String bare) {

  /// The gs2-cbind-flag.
  sealed interface Binding {
    /// `n`: the client does not support channel binding.
    record Unsupported() implements Binding {}

    /// `y`: the client supports it and thinks that the server does not.
    record NotOffered() implements Binding {}

    /// `p=type`: the client uses it.
    record Required(String type) implements Binding {}
  }

  // Each attribute has one place; reserved-mext (m=) has none here, so it fails as RFC 5802 section
  // 5.1 asks.
  private static final Pattern SYNTAX =
      Pattern.compile(
          "(?<header>(?<flag>n|y|p=(?<type>[A-Za-z0-9.-]+)),(a=(?<authzid>[^,]+))?,)"
              + "(?<bare>n=(?<username>[^,]+),r=(?<nonce>[!-+\\--~]+)(,[A-Za-z]=[^,]+)*+)",
          Pattern.DOTALL);

  static Optional<ScramClientFirst> parse(byte[] message) {
    return Utf8.message(message).flatMap(ScramClientFirst::parse);
  }

  private static Optional<ScramClientFirst> parse(String text) {
    var match = SYNTAX.matcher(text);
    if (!match.matches()) {
      return Optional.empty();
    }
    Binding binding =
        switch (match.group("flag")) {
          case "n" -> new Binding.Unsupported();
          case "y" -> new Binding.NotOffered();
          default -> new Binding.Required(match.group("type"));
        };
    var authzid =
        match.group("authzid") == null ? Optional.of("") : saslname(match.group("authzid"));
    var username = saslname(match.group("username"));
    if (authzid.isEmpty() || username.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new ScramClientFirst(
            binding,
            authzid.get(),
            match.group("header"),
            username.get(),
            match.group("nonce"),
            match.group("bare")));
  }

  /// Undoes `=2C` and `=3D`; any other `=` is an error (RFC 5802 section 5.1).
  private static Optional<String> saslname(String encoded) {
    var name = encoded.replace("=2C", ",").replace("=3D", "\0");
    return name.indexOf('=') >= 0 ? Optional.empty() : Optional.of(name.replace('\0', '='));
  }
}
