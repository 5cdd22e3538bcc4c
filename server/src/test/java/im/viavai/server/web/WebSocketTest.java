package im.viavai.server.web;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.ByteBuffer;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WebSocketTest {
  private static final String KEY = "dGhlIHNhbXBsZSBub25jZQ==";
  private static final byte[] MASK = {1, 2, 3, 4};
  private WebServer server;

  @BeforeAll
  void start() throws Exception {
    server = new WebServer(WebLimits.DEFAULT);
  }

  @AfterAll
  void stop() throws IOException {
    server.close();
  }

  private String handshake(String... lines) {
    StringBuilder request = new StringBuilder("GET /ws HTTP/1.1\r\n");
    request.append("Host: localhost:").append(server.port).append("\r\n");
    for (String line : lines) request.append(line).append("\r\n");
    return request.append("\r\n").toString();
  }

  private String handshake(String origin) {
    return handshake(
        "Upgrade: websocket",
        "Connection: keep-alive, Upgrade",
        "Sec-WebSocket-Key: " + KEY,
        "Sec-WebSocket-Version: 13",
        "Sec-WebSocket-Protocol: other, xmpp",
        "Sec-WebSocket-Extensions: permessage-deflate",
        origin);
  }

  /// A socket on which the handshake is done.
  private SSLSocket open() throws IOException {
    var socket = server.socket("http/1.1");
    socket.getOutputStream().write(handshake("X-None: x").getBytes(UTF_8));
    var head = new StringBuilder();
    while (!head.toString().endsWith("\r\n\r\n"))
      head.append((char) socket.getInputStream().read());
    assertThat(head.toString())
        .startsWith("HTTP/1.1 101 ")
        .contains("sec-websocket-accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=") // RFC 6455 §1.3
        .contains("sec-websocket-protocol: xmpp\r\n")
        .doesNotContainIgnoringCase("extensions");
    return socket;
  }

  private static byte[] frame(int first, byte[] payload) {
    var out = new ByteArrayOutputStream();
    out.write(first);
    if (payload.length < 126) {
      out.write(0x80 | payload.length);
    } else {
      out.write(0x80 | 127);
      out.writeBytes(ByteBuffer.allocate(8).putLong(payload.length).array());
    }
    out.writeBytes(MASK);
    for (int i = 0; i < payload.length; i++) out.write(payload[i] ^ MASK[i & 3]);
    return out.toByteArray();
  }

  private static byte[] frame(int first, String payload) {
    return frame(first, payload.getBytes(UTF_8));
  }

  /// The code of the close frame that must come next.
  private static int closeCode(SSLSocket socket) throws IOException {
    var in = socket.getInputStream();
    assertThat(in.read()).isEqualTo(0x88);
    assertThat(in.read()).isEqualTo(2);
    return in.read() << 8 | in.read();
  }

  @Test
  void messagesOfAnySizeGoBothWays() throws Exception {
    BlockingQueue<String> answers = new LinkedBlockingQueue<>();
    try (var client = HttpClient.newBuilder().sslContext(server.trust).build()) {
      var socket =
          client
              .newWebSocketBuilder()
              .subprotocols("xmpp")
              .buildAsync(URI.create("wss://localhost:" + server.port + "/ws"), listener(answers))
              .get(10, TimeUnit.SECONDS);
      assertThat(socket.getSubprotocol()).isEqualTo("xmpp");
      for (int size : new int[] {1, 125, 126, 65_535, 65_536, 300_000}) {
        String text = "x".repeat(size);
        socket.sendText(text, true).get(10, TimeUnit.SECONDS);
        assertThat(answers.poll(10, TimeUnit.SECONDS)).isEqualTo(text);
      }
      socket.sendText("<a", false).get(10, TimeUnit.SECONDS);
      socket.sendPing(ByteBuffer.wrap(new byte[3])).get(10, TimeUnit.SECONDS);
      socket.sendText("/>", true).get(10, TimeUnit.SECONDS);
      assertThat(answers.poll(10, TimeUnit.SECONDS)).isEqualTo("pong 3");
      assertThat(answers.poll(10, TimeUnit.SECONDS)).isEqualTo("<a/>");
      socket.sendClose(1000, "").get(10, TimeUnit.SECONDS);
      assertThat(answers.poll(10, TimeUnit.SECONDS)).isEqualTo("closed 1000");
    }
  }

  private static java.net.http.WebSocket.Listener listener(BlockingQueue<String> answers) {
    return new java.net.http.WebSocket.Listener() {
      private final StringBuilder text = new StringBuilder();

      @Override
      public @Nullable CompletionStage<?> onText(
          java.net.http.WebSocket socket, CharSequence data, boolean last) {
        text.append(data);
        if (last) {
          answers.add(text.toString());
          text.setLength(0);
        }
        socket.request(1);
        return null;
      }

      @Override
      public @Nullable CompletionStage<?> onPong(java.net.http.WebSocket socket, ByteBuffer data) {
        answers.add("pong " + data.remaining());
        socket.request(1);
        return null;
      }

      @Override
      public @Nullable CompletionStage<?> onClose(
          java.net.http.WebSocket socket, int code, String reason) {
        answers.add("closed " + code);
        return null;
      }
    };
  }

  @ParameterizedTest
  @CsvSource({
    "https://evil.example, 403",
    "null, 403",
    "http://localhost:PORT, 403",
    "https://localhost:1, 403",
    "https://localhost:PORT.evil.example, 403",
    "https://localhost:PORT, 101",
    "https://chat.example.org, 101"
  })
  void t18OnlyPagesOfKnownOriginsConnect(String origin, int status) throws IOException {
    String real = origin.replace("PORT", String.valueOf(server.port));
    byte[] bye = frame(0x88, "");
    try (var socket = server.socket()) {
      socket.getOutputStream().write(handshake("Origin: " + real).getBytes(UTF_8));
      socket.getOutputStream().write(bye);
      assertThat(WebServer.rest(socket)).startsWith("HTTP/1.1 " + status);
    }
  }

  @Test
  void handshakesThatAreNoneAreRefused() throws IOException {
    String up = "Upgrade: websocket";
    String connection = "Connection: Upgrade";
    String key = "Sec-WebSocket-Key: " + KEY;
    String version = "Sec-WebSocket-Version: 13";
    String protocol = "Sec-WebSocket-Protocol: xmpp";
    assertThat(server.get("/ws")).startsWith("HTTP/1.1 426 ");
    assertThat(server.talk(handshake(up, connection, key, version))).startsWith("HTTP/1.1 400 ");
    assertThat(server.talk(handshake(up, connection, version, protocol)))
        .startsWith("HTTP/1.1 400 ");
    assertThat(server.talk(handshake(up, connection, key + "AAAA", version, protocol)))
        .startsWith("HTTP/1.1 400 ");
    assertThat(server.talk(handshake(up, connection, key, "Sec-WebSocket-Version: 8", protocol)))
        .startsWith("HTTP/1.1 426 ")
        .contains("sec-websocket-version: 13");
  }

  @ParameterizedTest
  @CsvSource({
    "8100, 1002", // not masked
    "8200, 1003", // binary
    "C180, 1002", // a reserved bit
    "8380, 1002", // an unknown kind
    "8B80, 1002", // an unknown control frame
    "8080, 1002", // goes on with nothing
    "0980, 1002", // a ping in pieces
    "89FE, 1002", // a ping too long
    "81FF000000000010000101020304, 1009",
    "81FFFFFFFFFFFFFFFFFF01020304, 1009",
    "018001020304 8180, 1002" // a message in a message
  })
  void cve2026_62389FramesAgainstTheRulesEndTheConnection(String hex, int code) throws IOException {
    try (var socket = open()) {
      socket.getOutputStream().write(java.util.HexFormat.of().parseHex(hex.replace(" ", "")));
      assertThat(closeCode(socket)).isEqualTo(code);
      assertThat(WebServer.rest(socket)).isEmpty();
    }
  }

  @Test
  void cve2026_62389AMessageInEndlessPiecesEndsTheConnection() throws IOException {
    try (var socket = open()) {
      socket.getOutputStream().write(frame(0x01, "x"));
      var many = new ByteArrayOutputStream();
      for (int i = 0; i < WebLimits.DEFAULT.fragments(); i++) many.writeBytes(frame(0x00, ""));
      socket.getOutputStream().write(many.toByteArray());
      assertThat(closeCode(socket)).isEqualTo(1008);
    }
  }

  @Test
  void cve2026_62389AFloodOfPingsEndsTheConnection() throws IOException {
    try (var socket = open()) {
      var many = new ByteArrayOutputStream();
      for (int i = 0; i <= WebLimits.DEFAULT.controlFrames(); i++) many.writeBytes(frame(0x89, ""));
      socket.getOutputStream().write(many.toByteArray());
      var in = socket.getInputStream();
      for (int i = 0; i < WebLimits.DEFAULT.controlFrames(); i++) {
        assertThat(in.read()).isEqualTo(0x8a);
        assertThat(in.read()).isZero();
      }
      assertThat(closeCode(socket)).isEqualTo(1008);
    }
  }

  @Test
  void whatFollowsTheHandshakeAtOnceIsRead() throws IOException {
    try (var socket = server.socket()) {
      var all = new ByteArrayOutputStream();
      all.writeBytes(handshake("X-None: x").getBytes(UTF_8));
      all.writeBytes(frame(0x81, "<hello/>"));
      all.writeBytes(frame(0x88, ""));
      socket.getOutputStream().write(all.toByteArray());
      assertThat(WebServer.rest(socket)).contains("101 ", "<hello/>");
    }
  }
}
