package im.viavai.server.sasl;

import im.viavai.xmpp.Element;
import java.util.UUID;
import java.util.regex.Pattern;

/// What a client says of itself (XEP-0388 section 2.3). For its owner only, never for others.
/// Immutable, any thread.
///
/// @param id a UUID in lower case that stays the same for the installation; `""` if it gave none
/// @param software its name, `""` for none; at most [#MAX_TEXT] characters
/// @param device where it runs, `""` for none; at most [#MAX_TEXT] characters
public record UserAgent(String id, String software, String device) {

  /// The longest text that is kept; the rest is cut off.
  public static final int MAX_TEXT = 128;

  /// Of a client that says nothing.
  public static final UserAgent UNKNOWN = new UserAgent("", "", "");

  private static final Pattern UUID_SYNTAX =
      Pattern.compile("\\p{XDigit}{8}(-\\p{XDigit}{4}){3}-\\p{XDigit}{12}");

  /// Reads `<user-agent/>`. An id that is no UUID is treated as none: the client can log in,
  /// without FAST.
  static UserAgent of(Element element) {
    var id = element.attribute("id");
    return new UserAgent(
        UUID_SYNTAX.matcher(id).matches() ? UUID.fromString(id).toString() : "",
        text(element, "software"),
        text(element, "device"));
  }

  private static String text(Element element, String name) {
    var text = element.child(name).map(Element::text).orElse("").strip();
    return text.codePointCount(0, text.length()) <= MAX_TEXT
        ? text
        : text.substring(0, text.offsetByCodePoints(0, MAX_TEXT));
  }

  /// One line for a list of clients: `Dino, kitchen laptop`.
  public String description() {
    return software.isEmpty() || device.isEmpty() ? software + device : software + ", " + device;
  }
}
