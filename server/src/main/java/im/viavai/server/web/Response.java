package im.viavai.server.web;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.LinkedHashMap;
import java.util.Map;

/// An answer. The body is shared and must not be changed.
@SuppressWarnings("ArrayRecordComponent") // never changed, never compared
record Response(int status, Map<String, String> headers, byte[] body) {

  static Response text(int status, String text) {
    return of(status, "text/plain; charset=utf-8", (text + "\n").getBytes(UTF_8))
        .with("cache-control", "no-store");
  }

  static Response of(int status, String type, byte[] body) {
    return new Response(status, Map.of("content-type", type), body);
  }

  Response with(String name, String value) {
    Map<String, String> more = new LinkedHashMap<>(headers);
    more.put(name, value);
    return new Response(status, more, body);
  }

  /// The status line and the headers, those that every answer has included.
  byte[] head(boolean keepAlive) {
    StringBuilder head = new StringBuilder("HTTP/1.1 ").append(status).append(' ');
    head.append(reason(status)).append("\r\n");
    headers.forEach((name, value) -> line(head, name, value));
    line(head, "x-content-type-options", "nosniff");
    line(head, "referrer-policy", "no-referrer");
    if (status >= 200 && status != 304) line(head, "content-length", String.valueOf(body.length));
    if (!keepAlive) line(head, "connection", "close");
    return head.append("\r\n").toString().getBytes(UTF_8);
  }

  private static void line(StringBuilder to, String name, String value) {
    to.append(name).append(": ").append(value).append("\r\n");
  }

  private static String reason(int status) {
    return switch (status) {
      case 101 -> "Switching Protocols";
      case 200 -> "OK";
      case 304 -> "Not Modified";
      case 400 -> "Bad Request";
      case 403 -> "Forbidden";
      case 404 -> "Not Found";
      case 405 -> "Method Not Allowed";
      case 408 -> "Request Timeout";
      case 413 -> "Content Too Large";
      case 426 -> "Upgrade Required";
      case 431 -> "Request Header Fields Too Large";
      case 501 -> "Not Implemented";
      case 503 -> "Service Unavailable";
      case 505 -> "HTTP Version Not Supported";
      default -> "Status";
    };
  }
}
