package im.viavai.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/// What a peer says is neither executed nor fetched, forges no line of the log and opens no file;
/// and what nobody may know is not in the log. The whole server, its log in full.
final class HostileInputTest {
  private static final String OPEN =
      "<stream:stream xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams'"
          + " version='1.0' to='localhost'>";
  private static final List<String> LOG = new CopyOnWriteArrayList<>();

  @TempDir static Path folder;
  private static BoshServer server;
  private static ServerSocket trap;
  private static Logger logger;
  private static Level before;
  private static AppenderBase<ILoggingEvent> appender;

  @BeforeAll
  static void start() throws IOException {
    trap = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    logger = (Logger) LoggerFactory.getLogger("im.viavai");
    before = logger.getLevel();
    logger.setLevel(Level.TRACE);
    LineLayout layout = new LineLayout();
    appender =
        new AppenderBase<>() {
          @Override
          protected void append(ILoggingEvent event) {
            LOG.add(layout.doLayout(event));
          }
        };
    appender.start();
    logger.addAppender(appender);
    server = new BoshServer(folder, "");
  }

  @AfterAll
  static void stop() throws IOException {
    server.close();
    logger.detachAppender(appender);
    logger.setLevel(before);
    trap.close();
  }

  @BeforeEach
  void forget() {
    LOG.clear();
  }

  // --- talking ---

  private static void write(SSLSocket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(UTF_8));
    socket.getOutputStream().flush();
  }

  private static String read(SSLSocket socket, String... expected) throws IOException {
    StringBuilder all = new StringBuilder();
    InputStream in = socket.getInputStream();
    byte[] piece = new byte[8192];
    while (List.of(expected).stream().noneMatch(one -> all.indexOf(one) >= 0)) {
      int count = in.read(piece);
      if (count < 0) throw new AssertionError("it ended: " + all);
      all.append(new String(piece, 0, count, UTF_8));
    }
    return all.toString();
  }

  /// All that comes until the server ends it.
  private static String rest(SSLSocket socket) throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    byte[] piece = new byte[8192];
    try {
      InputStream in = socket.getInputStream();
      for (int n; (n = in.read(piece)) >= 0; ) all.write(piece, 0, n);
    } catch (SSLException | SocketException e) {
      assertThat(e).isNotNull(); // cut
    }
    return all.toString(UTF_8);
  }

  private static String stream(String... sent) throws IOException {
    try (SSLSocket socket = server.tcp()) {
      write(socket, OPEN + String.join("", sent) + "</stream:stream>");
      return rest(socket);
    }
  }

  /// What a session is answered to all of this.
  private static String session(String inline, String... sent) throws IOException {
    try (SSLSocket socket = server.tcp()) {
      write(socket, OPEN + authenticate("secret", inline));
      read(socket, "<bound");
      String last = "<iq type='get' id='last' to='localhost'><ping xmlns='urn:xmpp:ping'/></iq>";
      write(socket, String.join("", sent) + last);
      String said = read(socket, "id='last'");
      write(socket, "</stream:stream>");
      return said + rest(socket);
    }
  }

  private static String http(String request) throws IOException {
    try (SSLSocket socket = server.web()) {
      write(socket, request);
      return rest(socket);
    }
  }

  private static String get(String path, String... headers) throws IOException {
    StringBuilder more = new StringBuilder();
    for (String header : headers) more.append(header).append("\r\n");
    String host = more.indexOf("Host:") < 0 ? "Host: localhost\r\n" : "";
    return http("GET " + path + " HTTP/1.1\r\n" + host + more + "Connection: close\r\n\r\n");
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(UTF_8));
  }

  private static String auth(String message) {
    return "<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='PLAIN'>"
        + base64(message)
        + "</auth>";
  }

  private static String authenticate(String password, String inline) {
    return "<authenticate xmlns='urn:xmpp:sasl:2' mechanism='PLAIN'><initial-response>"
        + base64("\0juliet\0" + password)
        + "</initial-response>"
        + inline
        + "</authenticate>";
  }

  private static String bind(String tag) {
    return "<bind xmlns='urn:xmpp:bind:0'><tag>" + tag + "</tag></bind>";
  }

  private static void assertNobodyCalled() throws IOException {
    trap.setSoTimeout(1);
    assertThatThrownBy(() -> trap.accept().close()).isInstanceOf(SocketTimeoutException.class);
  }

  // --- the log ---

  /// Log4j looked up what it wrote. Here nothing is looked up, and a line is a line.
  @Test
  void cve2021_44228WhatIsLoggedIsTextOnOneLine() throws IOException {
    String lookup = "${jndi:ldap://127.0.0.1:" + trap.getLocalPort() + "/a}";
    String raw = lookup + "\r\n2026-01-01T00:00:00Z ERROR forged \u001b[31m\u202e\u2028\u0085\"";
    String xml = lookup + "&#13;&#10;2026-01-01T00:00:00Z ERROR forged \u202e\u2028\u0085&quot;";
    stream(auth("\0" + raw + "\0secret"));
    stream(auth("\0" + lookup + " forged=1\0secret"));
    stream(auth(raw + "\0juliet\0secret"));
    stream(
        "<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='SCRAM-SHA-256'>",
        base64("n,,n=" + raw.replace(",", "=2C") + ",r=abcdefghijklmnop"),
        "</auth>");
    stream("<" + lookup + ">");
    stream("<message " + lookup + "/>");
    stream(OPEN.replace("'localhost'", "'" + xml + "'"));
    String agent =
        "<user-agent id='%1$s'><software>%1$s</software><device>%1$s</device></user-agent>"
            .formatted(xml);
    session(
        agent + bind(lookup + " forged=1"),
        "<message id='%1$s' to='%1$s'><body>%1$s</body></message>".formatted(xml),
        "<message id='%1$s' to='romeo@else.example/x'><body>%1$s</body></message>".formatted(xml),
        "<iq type='get' id='%1$s' to='localhost'><query xmlns='%1$s' node='%1$s'/></iq>"
            .formatted(xml),
        ("<iq type='get' id='u' to='localhost'><request xmlns='urn:xmpp:http:upload:0'"
                + " filename='%1$s' size='1' content-type='%1$s'/></iq>")
            .formatted(xml),
        ("<iq type='set' id='b'><block xmlns='urn:xmpp:blocking'><item jid='paris@localhost'>"
                + "<report xmlns='urn:xmpp:reporting:1' reason='%1$s'><text>%1$s</text></report>"
                + "</item></block></iq>")
            .formatted(xml));
    String[] upgrade = {
      "Upgrade: websocket",
      "Connection: Upgrade",
      "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
      "Sec-WebSocket-Version: 13",
      "Sec-WebSocket-Protocol: xmpp",
    };
    List<String> asked = new ArrayList<>(List.of(upgrade));
    asked.add("Origin: https://" + lookup + " forged \"x\"=y");
    get("/ws", asked.toArray(String[]::new));
    asked.set(asked.size() - 1, "Origin: " + raw);
    get("/ws", asked.toArray(String[]::new));
    get("/" + lookup);
    get("/upload/" + lookup.replace("{", "%7B").replace("}", "%7D") + "%0d%0aforged/x");
    get("/", "Host: " + lookup, "User-Agent: " + raw, "X-Forwarded-For: " + lookup);

    assertThat(LOG).filteredOn(line -> line.contains("${jndi:")).hasSizeGreaterThan(3);
    for (String line : LOG) {
      assertThat(line).endsWith("\n").matches("(?s)\\S+Z (ERROR|WARN|INFO|DEBUG|TRACE) .*");
      assertThat(line.strip().chars())
          .as(line)
          .noneMatch(c -> Character.isISOControl(c) || Character.getType(c) == Character.FORMAT)
          .noneMatch(c -> c == '\u2028' || c == '\u2029');
      assertThat(line).doesNotStartWith("2026-01-01T00:00:00Z");
    }
    assertNobodyCalled();
  }

  /// Passwords were in the logs of others. Everything secret that a client sends or gets, at the
  /// highest level of detail.
  @Test
  void t31NothingSecretIsInTheLog() throws IOException {
    List<String> secrets = new ArrayList<>();
    secrets.add("CANARY");
    secrets.add(base64("\0juliet\0CANARY-wrong"));
    stream(authenticate("CANARY-wrong", ""));
    stream(auth("\0juliet\0CANARY-wrong"));
    stream(auth("\0CANARY-typed-as-name-too"));
    stream(
        "<iq type='set' id='1'><query xmlns='jabber:iq:register'><username>eve</username>"
            + "<password>CANARY-new</password></query></iq>");
    stream(
        "<iq type='set' id='1' to='localhost'><recover xmlns='urn:viavai:recovery:0'>"
            + "<username>juliet</username><code>CANARY-code</code>"
            + "<password>CANARY-new</password></recover></iq>");
    get("/invitation/CANARYtoken");
    get("/upload/CANARYsecret/CANARY.png", "Authorization: Bearer CANARY");
    get("/?access_token=CANARY", "Cookie: CANARY=1");
    String agent =
        "<user-agent id='d4565fa7-4d72-4749-b3d3-740edbf87770'/>"
            + "<request-token xmlns='urn:xmpp:fast:0' mechanism='HT-SHA-256-NONE'/>"
            + "<bind xmlns='urn:xmpp:bind:0'><enable xmlns='urn:xmpp:sm:3' resume='true'/></bind>";
    try (SSLSocket socket = server.tcp()) {
      write(socket, OPEN + authenticate("secret", agent));
      String said = read(socket, "<bound");
      secrets.add(found(" token='([^']{16,})'", said));
      secrets.add(found(" id='([^']{16,})' resume=", said));
      write(
          socket,
          "<message to='romeo@localhost' type='chat'><subject>CANARY</subject>"
              + "<body>CANARY-body</body></message>"
              + "<iq type='set' id='p'><query xmlns='jabber:iq:private'><x xmlns='urn:x'>CANARY</x>"
              + "</query></iq><iq type='set' id='c'><code xmlns='urn:viavai:recovery:0'/></iq>"
              + "<iq type='get' id='u' to='localhost'><request xmlns='urn:xmpp:http:upload:0'"
              + " filename='CANARY.png' size='1'/></iq>");
      StringBuilder answers = new StringBuilder();
      for (String id : List.of("id='p'", "id='c'", "id='u'"))
        if (answers.indexOf(id) < 0) answers.append(read(socket, id));
      if (answers.indexOf("</code>") < 0) answers.append(read(socket, "</code>"));
      secrets.add(found("<code [^>]*>([^<]+)</code>", answers.toString()));
      if (answers.indexOf("<put") >= 0)
        secrets.add(found("/upload/([^/]{16,})/", answers.toString()));
      write(
          socket,
          "<iq type='set' id='n' to='localhost'><query xmlns='jabber:iq:register'>"
              + "<username>juliet</username><password>CANARY-changed</password></query></iq>");
      read(socket, "id='n'");
      write(
          socket,
          "<iq type='set' id='o' to='localhost'><query xmlns='jabber:iq:register'>"
              + "<username>juliet</username><password>secret</password></query></iq>");
      read(socket, "id='o'");
    }
    assertThat(LOG).anyMatch(line -> line.contains("login_failed"));
    assertThat(LOG).anyMatch(line -> line.contains("password_changed"));
    for (String line : LOG) assertThat(line).doesNotContain(secrets);
  }

  private static String found(String pattern, String text) {
    Matcher matcher = Pattern.compile(pattern).matcher(text);
    assertThat(matcher.find()).as(pattern + " in " + text).isTrue();
    return matcher.group(1);
  }

  // --- fetching ---

  /// Openfire fetched an icon from wherever a user said. Nothing that a user names is fetched.
  @Test
  void cve2019_18394NoAddressThatAUserNamesIsConnectedTo() throws IOException {
    String there = "127.0.0.1:" + trap.getLocalPort();
    String url = "http://" + there + "/favicon.ico";
    session(
        bind("x"),
        "<iq type='set' id='1'><vCard xmlns='vcard-temp'><PHOTO><EXTVAL>"
            + url
            + "</EXTVAL></PHOTO>",
        "<URL>" + url + "</URL></vCard></iq>",
        "<iq type='get' id='2'><vCard xmlns='vcard-temp'/></iq>",
        "<message to='romeo@localhost' type='chat'><body>" + url + "</body>",
        "<x xmlns='jabber:x:oob'><url>" + url + "</url></x></message>",
        "<iq type='set' id='3' to='romeo@localhost'><query xmlns='jabber:iq:oob'><url>" + url,
        "</url></query></iq>",
        "<iq type='set' id='4' to='localhost'><query xmlns='jabber:iq:oob'><url>" + url,
        "</url></query></iq>",
        "<message to='a@" + there + "'><body>x</body></message>",
        "<message to='a@127.0.0.1'><body>x</body></message>",
        "<iq type='get' id='5' to='127.0.0.1'><query xmlns='http://jabber.org/protocol/disco#info'/></iq>",
        "<iq type='get' id='6' to='localhost'><query xmlns='http://jabber.org/protocol/disco#info'"
            + " node='"
            + url
            + "'/></iq>",
        "<presence><x xmlns='vcard-temp:x:update'><photo>" + url + "</photo></x></presence>",
        "<presence type='subscribe' to='a@127.0.0.1'/>");
    stream("<stream:error><see-other-host xmlns='urn:ietf:params:xml:ns:xmpp-streams'>" + there);
    get("/", "Host: " + there);
    get(url);
    http("CONNECT " + there + " HTTP/1.1\r\nHost: " + there + "\r\n\r\n");
    get("/upload/?url=" + url);
    get("/", "Referer: " + url, "X-Forwarded-Host: " + there, "Forwarded: host=" + there);
    server
        .client()
        .create(" to='localhost' ver='1.11' wait='1' hold='1' route='xmpp:" + there + "'");
    assertNobodyCalled();
  }

  // --- files ---

  /// Openfire (2008-6508, 2023-32315) let past its login what it read otherwise than its filter
  /// did; Prosody (2016-1231) gave any file. On each route, whatever it belongs to.
  @Test
  void cve2023_32315NoPathLeadsOutOfARoute() throws IOException {
    List<String> routes =
        List.of("/assets/", "/invite/", "/invitation/", "/upload/", "/bosh/", "/.well-known/");
    List<String> ways =
        List.of(
            "../viavai.toml",
            "..%2fviavai.toml",
            "%252e%252e%252fviavai.toml",
            "%u002e%u002e/viavai.toml",
            "..;/viavai.toml",
            "..%5cviavai.toml",
            "x%00/../../certs/ca.key");
    for (String route : routes) {
      for (String way : ways) {
        String answer = get(route + way);
        assertThat(answer)
            .as(route + way)
            .matches("(?s)HTTP/1\\.1 (400|404) .*")
            .doesNotContain("[listen]", "PRIVATE KEY", "root:");
      }
    }
    assertThat(http("GET /health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"))
        .startsWith("HTTP/1.1 200 ");
  }
}
