package im.viavai.features.upload;

import static java.nio.charset.StandardCharsets.UTF_8;

/// Names of files in addresses and headers. Any thread.
final class Disposition {
  private static final String UNRESERVED = "-._~";

  private Disposition() {}

  /// RFC 6266 §4: an ASCII name for old clients, and the whole one (RFC 8187).
  static String of(String kind, String name) {
    StringBuilder plain = new StringBuilder();
    name.codePoints()
        .map(c -> isAlphanumeric(c) || " -._()".indexOf(c) >= 0 ? c : '_')
        .forEach(plain::appendCodePoint);
    return kind + "; filename=\"" + plain + "\"; filename*=UTF-8''" + escaped(name);
  }

  /// RFC 3986 §2.3: everything but unreserved characters as UTF-8 in percent-escapes. RFC 8187 §3.2
  /// takes the same.
  static String escaped(String name) {
    StringBuilder text = new StringBuilder();
    for (byte b : name.getBytes(UTF_8)) {
      if (isAlphanumeric(b) || UNRESERVED.indexOf(b) >= 0) text.append((char) b);
      else text.append('%').append("%02X".formatted(b & 0xff));
    }
    return text.toString();
  }

  private static boolean isAlphanumeric(int c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
  }
}
