package im.viavai.server.web;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import im.viavai.server.net.ConnectionListener;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;

/// The opening handshake of a WebSocket (RFC 6455 §4.2, RFC 7395 §3.1). Any thread.
///
/// @param origins pages of other origins that may connect; our own may always
/// @param streams takes what is opened
record Upgrade(Origins origins, ConnectionListener.Acceptor streams) {
  static final String PATH = "/ws";

  private static final String PROTOCOL = "xmpp";
  private static final String VERSION = "13";
  private static final int KEY_BYTES = 16;

  /// RFC 6455 §1.3.
  private static final String GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

  /// With status 101 the connection is a WebSocket from then on. Extensions are never agreed on:
  /// compression would tell secrets by its length (THREATS.md T12).
  Response answer(Request request) {
    if (!request.method().equals("GET") || !request.has("upgrade", "websocket"))
      return Response.text(426, "This is a WebSocket for XMPP.").with("upgrade", "websocket");
    if (!request.has("connection", "upgrade") || !isKey(request.header("sec-websocket-key")))
      return Response.text(400, "Not a WebSocket handshake.");
    if (!request.header("sec-websocket-version").equals(VERSION))
      return Response.text(426, "WebSocket version 13.").with("sec-websocket-version", VERSION);
    if (!request.has("sec-websocket-protocol", PROTOCOL))
      return Response.text(400, "The subprotocol is xmpp.");
    if (!origins.allow(request.header("origin"), request.host()))
      return Response.text(403, "Pages of this origin may not connect.");
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("upgrade", "websocket");
    headers.put("connection", "Upgrade");
    headers.put("sec-websocket-accept", accept(request.header("sec-websocket-key")));
    headers.put("sec-websocket-protocol", PROTOCOL);
    return new Response(101, headers, new byte[0]);
  }

  private static boolean isKey(String key) {
    try {
      return Base64.getDecoder().decode(key).length == KEY_BYTES;
    } catch (IllegalArgumentException _) {
      return false;
    }
  }

  static String accept(String key) {
    try {
      byte[] hash = MessageDigest.getInstance("SHA-1").digest((key + GUID).getBytes(ISO_8859_1));
      return Base64.getEncoder().encodeToString(hash);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-1", e);
    }
  }
}
