package im.viavai.server.web;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/// An answer: status, headers with names in lower case, and a body that is shared and must not be
/// changed. Any thread.
public final class Response {
  private static final byte[] NOTHING = {};

  private final int status;
  private final Map<String, String> headers;
  private final byte[] body;

  Response(int status, Map<String, String> headers, byte[] body) {
    this.status = status;
    this.headers = headers;
    this.body = body;
  }

  /// An answer without a body.
  public static Response empty(int status) {
    return new Response(status, Map.of(), NOTHING);
  }

  /// A line for people, which is not cached.
  public static Response text(int status, String text) {
    return of(status, "text/plain; charset=utf-8", (text + "\n").getBytes(UTF_8))
        .with("cache-control", "no-store");
  }

  /// An answer of the media type `type`.
  public static Response of(int status, String type, byte[] body) {
    return new Response(status, Map.of("content-type", type), body);
  }

  /// The same with a header more.
  ///
  /// @param name in lower case
  /// @throws IllegalArgumentException when a header cannot have this name or value, so that nothing
  ///   a client sent can begin a header of its own
  public Response with(String name, String value) {
    if (!Request.isToken(name) || !isValue(value))
      throw new IllegalArgumentException("no header: " + name);
    Map<String, String> more = new LinkedHashMap<>(headers);
    more.put(name, value);
    return new Response(status, more, body);
  }

  /// The status code (RFC 9110 §15).
  public int status() {
    return status;
  }

  /// The headers by name.
  public Map<String, String> headers() {
    return Collections.unmodifiableMap(headers);
  }

  byte[] body() {
    return body;
  }

  /// The status line and the headers, those that every answer has included.
  byte[] head(boolean keepAlive) {
    return head(keepAlive, body.length);
  }

  /// @param bytes of the body, which comes from elsewhere
  byte[] head(boolean keepAlive, long bytes) {
    StringBuilder head = new StringBuilder("HTTP/1.1 ").append(status).append(' ');
    head.append(reason(status)).append("\r\n");
    headers.forEach((name, value) -> line(head, name, value));
    line(head, "x-content-type-options", "nosniff");
    line(head, "referrer-policy", "no-referrer");
    boolean hasBody = status >= 200 && status != 204 && status != 304; // RFC 9110 §8.6
    if (hasBody) line(head, "content-length", String.valueOf(bytes));
    if (!keepAlive) line(head, "connection", "close");
    return head.append("\r\n").toString().getBytes(UTF_8);
  }

  private static void line(StringBuilder to, String name, String value) {
    to.append(name).append(": ").append(value).append("\r\n");
  }

  private static boolean isValue(String value) {
    return value.chars().allMatch(c -> (c >= ' ' && c < 0x7f) || c == '\t');
  }

  private static String reason(int status) {
    return switch (status) {
      case 101 -> "Switching Protocols";
      case 200 -> "OK";
      case 201 -> "Created";
      case 204 -> "No Content";
      case 206 -> "Partial Content";
      case 304 -> "Not Modified";
      case 308 -> "Permanent Redirect";
      case 400 -> "Bad Request";
      case 403 -> "Forbidden";
      case 404 -> "Not Found";
      case 405 -> "Method Not Allowed";
      case 408 -> "Request Timeout";
      case 409 -> "Conflict";
      case 410 -> "Gone";
      case 411 -> "Length Required";
      case 412 -> "Precondition Failed";
      case 413 -> "Content Too Large";
      case 415 -> "Unsupported Media Type";
      case 416 -> "Range Not Satisfiable";
      case 417 -> "Expectation Failed";
      case 426 -> "Upgrade Required";
      case 429 -> "Too Many Requests";
      case 431 -> "Request Header Fields Too Large";
      case 500 -> "Internal Server Error";
      case 501 -> "Not Implemented";
      case 503 -> "Service Unavailable";
      case 505 -> "HTTP Version Not Supported";
      case 507 -> "Insufficient Storage";
      default -> "Status";
    };
  }
}
