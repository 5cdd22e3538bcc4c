package im.viavai.server.web;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// The head of a request (RFC 9112 §2), read strictly: what two programs could read in two ways is
/// refused.
///
/// @param path of the target, as [PathRules] let it through, with its escapes
/// @param query what stands behind the `?`, as it came
/// @param keepAlive whether the connection goes on after the answer
/// @param bodyBytes that follow the head
/// @param headers by name in lower case; lines of the same name joined by a comma
record Request(
    String method,
    String path,
    String query,
    boolean keepAlive,
    long bodyBytes,
    Map<String, String> headers) {
  private static final String TOKEN_EXTRA = "!#$%&'*+-.^_`|~";
  private static final int MOST_LENGTH_DIGITS = 15;

  /// Headers that two lines must not give.
  private static final List<String> SINGLE =
      List.of(
          "host",
          "origin",
          "content-length",
          "content-type",
          "transfer-encoding",
          "expect",
          "range",
          "if-range",
          "authorization",
          "sec-websocket-key");

  String header(String name) {
    return headers.getOrDefault(name, "");
  }

  /// Whether a list header names the token (RFC 9110 §5.6.1).
  boolean has(String name, String token) {
    for (String one : header(name).split(",", -1))
      if (one.strip().equalsIgnoreCase(token)) return true;
    return false;
  }

  String host() {
    return header("host");
  }

  /// Whether the client waits to be told before it sends its body (RFC 9110 §10.1.1).
  boolean waitsToContinue() {
    return bodyBytes > 0 && !header("expect").isEmpty();
  }

  /// @param head from the request line up to and without the empty line
  static Request parse(byte[] head, int length, WebLimits limits) throws BadRequest {
    String text = new String(head, 0, length, ISO_8859_1);
    String[] lines = text.split("\r\n", -1);
    if (lines.length - 1 > limits.headers()) throw new BadRequest(431, "too many headers");
    String[] first = lines[0].split(" ", -1);
    if (first.length != 3 || !isToken(first[0])) throw new BadRequest(400, "no request line");
    boolean old = first[2].equals("HTTP/1.0");
    if (!old && !first[2].equals("HTTP/1.1")) throw new BadRequest(505, "not HTTP/1.1");
    Map<String, String> headers = new HashMap<>();
    for (int i = 1; i < lines.length; i++) header(lines[i], headers);
    String host = headers.getOrDefault("host", "");
    if (!(isHost(host) || (old && host.isEmpty())))
      throw new BadRequest(400, "no good Host"); // RFC 9112 §3.2
    long bodyBytes = bodyBytes(headers, old);
    String target = first[1];
    int mark = target.indexOf('?');
    String path = mark < 0 ? target : target.substring(0, mark);
    String query = mark < 0 ? "" : target.substring(mark + 1);
    PathRules.check(path);
    PathRules.checkQuery(query);
    Map<String, String> kept = Map.copyOf(headers);
    Request request = new Request(first[0], path, query, true, bodyBytes, kept);
    boolean goesOn = !old && !request.has("connection", "close");
    return goesOn ? request : new Request(first[0], path, query, false, bodyBytes, kept);
  }

  private static void header(String line, Map<String, String> headers) throws BadRequest {
    int colon = line.indexOf(':');
    if (colon < 1 || !isToken(line.substring(0, colon))) throw new BadRequest(400, "bad header");
    for (int i = colon; i < line.length(); i++) {
      char c = line.charAt(i);
      if ((c < ' ' && c != '\t') || c == 0x7f) throw new BadRequest(400, "bad header");
    }
    String name = line.substring(0, colon).toLowerCase(Locale.ROOT);
    String value = line.substring(colon + 1).strip();
    String before = headers.get(name);
    if (before != null && SINGLE.contains(name)) throw new BadRequest(400, "two " + name);
    headers.put(name, before == null ? value : before + ", " + value);
  }

  /// RFC 9112 §6: a body has a plain Content-Length or there is none, so that nobody in between can
  /// see another end of it. Of the two answers to a transfer coding, §6.3 for the one we know and
  /// §6.1 for the others.
  private static long bodyBytes(Map<String, String> headers, boolean old) throws BadRequest {
    String length = headers.get("content-length");
    String coding = headers.get("transfer-encoding");
    if (coding != null) {
      if (old || length != null) throw new BadRequest(400, "two ways to end a body");
      if (coding.equalsIgnoreCase("chunked")) throw new BadRequest(411, "Content-Length, please");
      throw new BadRequest(501, "no such transfer coding");
    }
    String expect = headers.getOrDefault("expect", "");
    if (!expect.isEmpty() && !expect.equalsIgnoreCase("100-continue"))
      throw new BadRequest(417, "no such expectation");
    return length == null ? 0 : number(length);
  }

  private static long number(String text) throws BadRequest {
    boolean digits = text.chars().allMatch(c -> c >= '0' && c <= '9');
    boolean padded = text.length() > 1 && text.startsWith("0");
    if (text.isEmpty() || !digits || padded) throw new BadRequest(400, "bad Content-Length");
    if (text.length() > MOST_LENGTH_DIGITS) throw new BadRequest(413, "too long");
    return Long.parseLong(text);
  }

  private static boolean isHost(String host) {
    if (host.isEmpty()) return false;
    for (int i = 0; i < host.length(); i++)
      if (!PathRules.isAlphanumeric(host.charAt(i)) && "-.:[]_".indexOf(host.charAt(i)) < 0)
        return false;
    return true;
  }

  static boolean isToken(String text) {
    if (text.isEmpty()) return false;
    for (int i = 0; i < text.length(); i++)
      if (!PathRules.isAlphanumeric(text.charAt(i)) && TOKEN_EXTRA.indexOf(text.charAt(i)) < 0)
        return false;
    return true;
  }
}
