package im.viavai.server.web;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;

/// What a path may look like (threat T26): one that two programs could read in two ways is refused,
/// not mended. Any thread.
final class PathRules {
  private static final String EXTRA = "/-._~!$&'()*+,=:@%";
  private static final String QUERY_EXTRA = EXTRA + ";?";

  private PathRules() {}

  /// RFC 9112 §3.2.1, the origin form only: no `;`, no backslash, no empty segment, no dots alone.
  /// A `%` is let through here and refused by [#checkPlain] or decoded by [#decode].
  static void check(String path) throws BadRequest {
    if (!path.startsWith("/")) throw bad();
    for (int i = 0; i < path.length(); i++)
      if (!isAlphanumeric(path.charAt(i)) && EXTRA.indexOf(path.charAt(i)) < 0) throw bad();
    checkSegments(path);
  }

  static void checkQuery(String query) throws BadRequest {
    for (int i = 0; i < query.length(); i++)
      if (!isAlphanumeric(query.charAt(i)) && QUERY_EXTRA.indexOf(query.charAt(i)) < 0) throw bad();
  }

  /// No escapes, so that there is nothing to decode, once or twice.
  static void checkPlain(String path) throws BadRequest {
    if (path.indexOf('%') >= 0) throw bad();
  }

  /// Decodes the escapes of a checked path, once. What they stand for is UTF-8 (RFC 3629) and no
  /// control character, `/` or `\`, and makes no segment of dots alone.
  static String decode(String path) throws BadRequest {
    if (path.indexOf('%') < 0) return path;
    ByteBuffer bytes = ByteBuffer.allocate(path.length());
    for (int i = 0; i < path.length(); i++) {
      char c = path.charAt(i);
      if (c == '%') {
        if (i + 2 >= path.length()) throw bad();
        int high = hex(path.charAt(++i));
        int low = hex(path.charAt(++i));
        int value = high * 16 + low;
        if (value == '/' || value == '\\') throw bad();
        bytes.put((byte) value);
      } else {
        bytes.put((byte) c);
      }
    }
    try {
      String decoded = UTF_8.newDecoder().decode(bytes.flip()).toString();
      if (decoded.codePoints().anyMatch(Character::isISOControl)) throw bad();
      checkSegments(decoded);
      return decoded;
    } catch (CharacterCodingException _) {
      throw bad();
    }
  }

  private static void checkSegments(String path) throws BadRequest {
    String[] segments = path.split("/", -1);
    for (int i = 1; i < segments.length; i++) {
      boolean empty = segments[i].isEmpty() && i < segments.length - 1;
      if (empty || segments[i].equals(".") || segments[i].equals("..")) throw bad();
    }
  }

  private static int hex(char c) throws BadRequest {
    int value = c < 0x80 ? Character.digit(c, 16) : -1;
    if (value < 0) throw bad();
    return value;
  }

  static boolean isAlphanumeric(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
  }

  private static BadRequest bad() {
    return new BadRequest(400, "bad path");
  }
}
