package im.viavai.server.web;

import static java.util.stream.Collectors.joining;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;

/// The files of the web client, held in memory with their compressed form: a path is looked up in a
/// map, so that no path of a client ever reaches a file system. Any thread.
public final class WebFiles {
  /// No client: every path is unknown.
  public static final WebFiles NONE = new WebFiles(Map.of());

  private static final String INDEX = "/index.html";
  private static final String INVITATION = "/invite/";
  private static final Set<String> PAGES = Set.of("/", "/trust", "/recover");
  private static final String HASHED = "/assets/";
  private static final int HSTS_SECONDS = 31_536_000;
  private static final Map<String, String> TYPES =
      Map.of(
          "html", "text/html; charset=utf-8",
          "js", "text/javascript; charset=utf-8",
          "css", "text/css; charset=utf-8",
          "json", "application/json",
          "webmanifest", "application/manifest+json",
          "svg", "image/svg+xml",
          "png", "image/png",
          "crt", "application/x-x509-ca-cert",
          "woff2", "font/woff2");

  @SuppressWarnings("ArrayRecordComponent") // private, never changed, never compared
  private record File(String type, byte[] plain, byte[] gzipped, String tag) {}

  private final Map<String, File> files = new HashMap<>();
  private final String elsewhere;

  /// @param contents by path, which begins with `/`; those under `/assets/` have names that change
  ///   with their contents
  public WebFiles(Map<String, byte[]> contents) {
    this(contents, "");
  }

  private WebFiles(Map<String, byte[]> contents, String elsewhere) {
    this.elsewhere = elsewhere;
    contents.forEach((path, bytes) -> files.put(path, file(path, bytes)));
  }

  /// The same and one more file.
  public WebFiles plus(String path, byte[] contents) {
    WebFiles more = new WebFiles(Map.of(path, contents), elsewhere);
    more.files.putAll(files);
    return more;
  }

  /// The same for a client that also brings files to these origins and shows them from there.
  public WebFiles withOrigins(Collection<String> origins) {
    String list = origins.stream().distinct().map(origin -> " " + origin).collect(joining());
    WebFiles more = new WebFiles(Map.of(), list);
    more.files.putAll(files);
    return more;
  }

  private static File file(String path, byte[] bytes) {
    String type =
        TYPES.getOrDefault(path.substring(path.lastIndexOf('.') + 1), "application/octet-stream");
    byte[] gzipped = path.endsWith(".png") ? bytes : gzip(bytes);
    return new File(type, bytes, gzipped, tag(bytes));
  }

  private static byte[] gzip(byte[] bytes) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (var gzip =
        new GZIPOutputStream(out) {
          {
            def.setLevel(Deflater.BEST_COMPRESSION);
          }
        }) {
      gzip.write(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e); // memory does not fail
    }
    return out.toByteArray();
  }

  private static String tag(byte[] bytes) {
    var crc = new java.util.zip.CRC32C();
    crc.update(bytes);
    return "W/\"" + Long.toHexString(crc.getValue()) + "-" + bytes.length + "\"";
  }

  Response answer(Request request) {
    String path = request.path();
    boolean page = PAGES.contains(path) || path.startsWith(INVITATION);
    File file = files.get(page ? INDEX : path);
    if (file == null)
      return Response.text(404, files.isEmpty() ? "Built without the web client." : "Not here.");
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("content-type", file.type());
    headers.put(
        "cache-control",
        path.startsWith(HASHED) ? "public, max-age=31536000, immutable" : "no-cache");
    headers.put("etag", file.tag());
    headers.put("vary", "accept-encoding");
    headers.put("content-security-policy", policy(request.host()));
    headers.put("cross-origin-opener-policy", "same-origin");
    headers.put("cross-origin-resource-policy", "same-origin");
    if (!isLocal(request.host())) {
      // RFC 6797 §8.1: a browser that does not trust the certificate ignores it
      headers.put("strict-transport-security", "max-age=" + HSTS_SECONDS);
    }
    if (request.has("if-none-match", file.tag())) return new Response(304, headers, new byte[0]);
    boolean smaller = file.gzipped().length < file.plain().length;
    if (smaller && request.has("accept-encoding", "gzip")) {
      headers.put("content-encoding", "gzip");
      return new Response(200, headers, file.gzipped());
    }
    return new Response(200, headers, file.plain());
  }

  /// No script, style, frame or request but our own (threat T28). COMPAT: browsers before 2023 do
  /// not take `'self'` for WebSockets; look again in 2028.
  private String policy(String host) {
    String media = elsewhere.isEmpty() ? "" : "; img-src 'self'%1$s; media-src 'self'%1$s";
    return "default-src 'self'; connect-src 'self' wss://"
        + host
        + elsewhere
        + media.formatted(elsewhere)
        + "; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; object-src 'none';"
        + " require-trusted-types-for 'script'; trusted-types viavai";
  }

  private static boolean isLocal(String host) {
    return host.startsWith("localhost") || host.startsWith("127.") || host.startsWith("[::1]");
  }
}
