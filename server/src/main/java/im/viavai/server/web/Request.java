package im.viavai.server.web;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// The head of a request (RFC 9112 §2), read strictly: what two programs could read in two ways is
/// refused, and so is every body.
///
/// @param path of the target, checked by [#checkPath]; the query is forgotten
/// @param keepAlive whether the connection goes on after the answer
/// @param headers by name in lower case; lines of the same name joined by a comma
record Request(String method, String path, boolean keepAlive, Map<String, String> headers) {
  private static final String TOKEN_EXTRA = "!#$%&'*+-.^_`|~";
  private static final String PATH_EXTRA = "/-._~!$&'()*+,=:@";

  /// Headers that two lines must not give.
  private static final List<String> SINGLE =
      List.of("host", "origin", "content-length", "transfer-encoding", "sec-websocket-key");

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
    checkBody(headers);
    String path = path(first[1]);
    Request request = new Request(first[0], path, true, Map.copyOf(headers));
    boolean goesOn = !old && !request.has("connection", "close");
    return goesOn ? request : new Request(first[0], path, false, request.headers);
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

  /// No request here has a body, so none is read, and there is nothing to smuggle.
  private static void checkBody(Map<String, String> headers) throws BadRequest {
    if (headers.containsKey("transfer-encoding")) throw new BadRequest(501, "no bodies here");
    String length = headers.getOrDefault("content-length", "0");
    if (!length.equals("0")) throw new BadRequest(413, "no bodies here");
  }

  /// RFC 9112 §3.2.1, the origin form only.
  private static String path(String target) throws BadRequest {
    for (int i = 0; i < target.length(); i++) {
      char c = target.charAt(i);
      if (c <= ' ' || c >= 0x7f) throw new BadRequest(400, "bad target");
    }
    int query = target.indexOf('?');
    String path = query < 0 ? target : target.substring(0, query);
    checkPath(path);
    return path;
  }

  /// None of our paths needs an escape, so that there is nothing to decode, once or twice: `%`,
  /// `;`, backslashes, empty segments and dots are refused (threat T26).
  static void checkPath(String path) throws BadRequest {
    if (!path.startsWith("/")) throw new BadRequest(400, "bad path");
    for (int i = 0; i < path.length(); i++)
      if (!isAlphanumeric(path.charAt(i)) && PATH_EXTRA.indexOf(path.charAt(i)) < 0)
        throw new BadRequest(400, "bad path");
    String[] segments = path.split("/", -1);
    for (int i = 1; i < segments.length; i++) {
      boolean empty = segments[i].isEmpty() && i < segments.length - 1;
      if (empty || segments[i].equals(".") || segments[i].equals(".."))
        throw new BadRequest(400, "bad path");
    }
  }

  private static boolean isHost(String host) {
    if (host.isEmpty()) return false;
    for (int i = 0; i < host.length(); i++)
      if (!isAlphanumeric(host.charAt(i)) && "-.:[]_".indexOf(host.charAt(i)) < 0) return false;
    return true;
  }

  private static boolean isToken(String text) {
    if (text.isEmpty()) return false;
    for (int i = 0; i < text.length(); i++)
      if (!isAlphanumeric(text.charAt(i)) && TOKEN_EXTRA.indexOf(text.charAt(i)) < 0) return false;
    return true;
  }

  private static boolean isAlphanumeric(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
  }
}
