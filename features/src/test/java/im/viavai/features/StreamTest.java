package im.viavai.features;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import im.viavai.features.archive.Archive;
import im.viavai.server.config.Auth;
import im.viavai.server.config.Limits;
import im.viavai.server.federate.Peers;
import im.viavai.server.net.Connection;
import im.viavai.server.net.Timeout;
import im.viavai.server.net.TlsSession;
import im.viavai.server.route.Core;
import im.viavai.server.sasl.HashMeter;
import im.viavai.server.sasl.LoginGuard;
import im.viavai.server.sasl.Sasl;
import im.viavai.server.sasl.ServerSecret;
import im.viavai.server.sasl.Tokens;
import im.viavai.server.stream.ClientStream;
import im.viavai.server.stream.Services;
import im.viavai.store.AccountStore;
import im.viavai.store.Store;
import im.viavai.store.StoreOptions;
import im.viavai.store.TokenStore;
import im.viavai.store.sql.SqliteStore;
import im.viavai.xmpp.Jid;
import im.viavai.xmpp.Requirement;
import im.viavai.xmpp.Stanza;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The stream of a client from its first header on, without a socket.
final class StreamTest {
  private static final String OPEN =
      "<stream:stream xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams'"
          + " version='1.0' to='localhost'>";

  @TempDir Path folder;

  @Requirement(
      document = "XEP-0386",
      section = "3",
      quote = "The server SHOULD include a <metadata/> element as defined by XEP-0313")
  @Test
  void bind2TellsTheEndsOfTheArchive() {
    try (Line line = new Line(folder, "")) {
      Client juliet = line.client();
      juliet.logIn("juliet");
      assertThat(juliet.said())
          .contains("<bound xmlns='urn:xmpp:bind:0'>")
          .contains("<metadata xmlns='urn:xmpp:mam:2'/>");
    }
  }

  @Requirement(
      document = "XEP-0198",
      section = "4",
      quote = "equal to the number of stanzas handled by the recipient of the <r/> element")
  @Test
  void aStanzaWithAMalformedAddressIsAnsweredAndCounted() {
    try (Line line = new Line(folder, "")) {
      Client juliet = line.client();
      juliet.logIn("juliet");
      juliet.sends("<message id='bad' to='@@'><body>x</body></message><r xmlns='urn:xmpp:sm:3'/>");
      assertThat(juliet.said()).contains("jid-malformed").contains("h='1'");
    }
  }

  @Requirement(
      document = "RFC 6120",
      section = "4.9.3.19",
      quote = "until after the confidentiality and integrity of the stream have been protected")
  @Test
  void clientsAreSentToAnotherHostOnceTheirStreamIsProtected() {
    try (Line line = new Line(folder, "other.example:5300")) {
      Client juliet = line.client();
      juliet.secure = false;
      juliet.sends(OPEN);
      assertThat(juliet.said()).contains("starttls").doesNotContain("see-other-host");
      Client again = line.client();
      again.sends(OPEN);
      assertThat(again.said()).contains(">other.example:5300</see-other-host>");
      assertThat(again.closed).isTrue();
    }
  }

  @Test
  void cve2018_10847AStreamStaysWithTheDomainItWasBegunFor() {
    try (Line line = new Line(folder, "")) {
      Client juliet = line.client();
      juliet.sends(OPEN);
      juliet.sends(
          "<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='PLAIN'>"
              + plain("juliet")
              + "</auth>");
      assertThat(juliet.said()).contains("<success");
      juliet.said.setLength(0);
      juliet.sends(OPEN.replace("localhost", "example.org"));
      assertThat(juliet.said()).contains("not-authorized").doesNotContain("<bind");
      assertThat(juliet.closed).isTrue();
    }
  }

  @Test
  void cve2014_8760NobodyLogsInBeforeTls() {
    try (Line line = new Line(folder, "")) {
      Client juliet = line.client();
      juliet.secure = false;
      juliet.sends(OPEN);
      juliet.sends(
          "<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='PLAIN'>"
              + plain("juliet")
              + "</auth>");
      assertThat(juliet.said()).contains("encryption-required").doesNotContain("<success");
    }
  }

  @Test
  void cve2011_0411WhatFollowsStarttlsInPlainTextIsForgotten() {
    try (Line line = new Line(folder, "")) {
      Client juliet = line.client();
      juliet.secure = false;
      juliet.sends(OPEN);
      juliet.sends(
          "<starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>"
              + "<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='PLAIN'>"
              + plain("juliet")
              + "</auth>");
      assertThat(juliet.said()).contains("<proceed").doesNotContain("<failure");
      juliet.secure = true;
      juliet.said.setLength(0);
      juliet.sends(OPEN);
      assertThat(juliet.said()).contains("<mechanisms").doesNotContain("<success");
    }
  }

  @Test
  void cve2014_2745ThereIsNoCompression() {
    try (Line line = new Line(folder, "")) {
      Client juliet = line.client();
      juliet.sends(OPEN);
      juliet.sends(
          "<compress xmlns='http://jabber.org/protocol/compress'><method>zlib</method></compress>");
      assertThat(juliet.said()).contains("unsupported-stanza-type").doesNotContain("<compressed");
      assertThat(juliet.closed).isTrue();
    }
  }

  @Test
  void xep0198NobodyResumesTheSessionOfAnother() {
    try (Line line = new Line(folder, "")) {
      Client juliet = line.client();
      juliet.logIn("juliet");
      Matcher id = Pattern.compile(" id='([^']+)' resume='true'").matcher(juliet.said());
      assertThat(id.find()).isTrue();
      Client romeo = line.client();
      romeo.logIn("romeo", "<resume xmlns='urn:xmpp:sm:3' h='0' previd='" + id.group(1) + "'/>");
      assertThat(romeo.said()).contains("item-not-found").doesNotContain("<resumed");
      assertThat(juliet.closed).isFalse();
    }
  }

  @Test
  void t4NobodyActsForAnother() {
    try (Line line = new Line(folder, "")) {
      Client juliet = line.client();
      juliet.sends(OPEN);
      juliet.sends(
          "<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='PLAIN'>"
              + base64("romeo@localhost\0juliet\0secret")
              + "</auth>");
      assertThat(juliet.said()).contains("invalid-authzid").doesNotContain("<success");
    }
  }

  private static String plain(String who) {
    return base64("\0" + who + "\0secret");
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(UTF_8));
  }

  /// A server without ports.
  private static final class Line implements AutoCloseable {
    private final Store store;
    private final Core core;
    private final Services services;

    Line(Path folder, String redirect) {
      TestConfig config = new TestConfig(Map.of());
      store = new SqliteStore(folder, StoreOptions.standard());
      Tokens tokens = new Tokens(new SecureRandom());
      InstantSource clock = InstantSource.system();
      Sasl sasl =
          new Sasl(
              store.port(AccountStore.class),
              store.port(TokenStore.class),
              new ServerSecret(new byte[32]),
              config.of(Auth.class),
              new LoginGuard(100, 100, clock),
              tokens,
              clock,
              HashMeter.NONE);
      core =
          new Core(
              List.of(Jid.of("localhost"), Jid.of("example.org")),
              () -> List.of(new Archive()),
              store,
              config,
              tokens,
              clock,
              Peers.NONE,
              (name, help) -> _ -> {});
      for (String who : List.of("juliet", "romeo")) {
        store
            .port(AccountStore.class)
            .create(Jid.of(who + "@localhost"), sasl.passwords().keys("secret").orElseThrow());
      }
      services =
          new Services(
              core::host,
              core.sessions(),
              sasl,
              tokens,
              config.of(Limits.class),
              Runnable::run,
              redirect);
    }

    Client client() {
      return new Client(services);
    }

    @Override
    public void close() {
      core.close();
      store.close();
    }
  }

  /// A connection whose loop is the test's own thread.
  private static final class Client implements Connection {
    private final StringBuilder said = new StringBuilder();
    private final ArrayDeque<Runnable> tasks = new ArrayDeque<>();
    private final ClientStream stream;
    private boolean secure = true;
    private boolean closed;

    Client(Services services) {
      stream = new ClientStream(services, this);
    }

    String said() {
      return said.toString();
    }

    void sends(String xml) {
      byte[] bytes = xml.getBytes(UTF_8);
      stream.received(bytes, 0, bytes.length);
      for (Runnable next = tasks.poll(); next != null; next = tasks.poll()) next.run();
    }

    void logIn(String who) {
      logIn(
          who,
          "<bind xmlns='urn:xmpp:bind:0'><enable xmlns='urn:xmpp:sm:3' resume='true'/></bind>");
    }

    void logIn(String who, String inline) {
      sends(OPEN);
      sends(
          "<authenticate xmlns='urn:xmpp:sasl:2' mechanism='PLAIN'><initial-response>"
              + plain(who)
              + "</initial-response>"
              + inline
              + "</authenticate>");
    }

    @Override
    public InetSocketAddress remoteAddress() {
      return new InetSocketAddress(java.net.InetAddress.getLoopbackAddress(), 1);
    }

    @Override
    public boolean secure() {
      return secure;
    }

    @Override
    public String serverName() {
      return "";
    }

    @Override
    public TlsSession tls() {
      return TlsSession.NONE;
    }

    @Override
    public void startTls() {}

    @Override
    public void write(byte[] bytes, int offset, int length) {
      said.append(new String(bytes, offset, length, UTF_8));
    }

    @Override
    public void write(Stanza stanza) {
      said.append(new String(stanza.embedded(), UTF_8));
    }

    @Override
    public long pendingBytes() {
      return 0;
    }

    @Override
    public boolean writable() {
      return true;
    }

    @Override
    public void pauseReading() {}

    @Override
    public void resumeReading() {}

    @Override
    public void close() {
      closed = true;
    }

    @Override
    public void abort() {
      closed = true;
    }

    @Override
    public void execute(Runnable task) {
      tasks.add(task);
    }

    @Override
    public boolean inEventLoop() {
      return true;
    }

    @Override
    public Timeout schedule(Runnable task, Duration delay) {
      return () -> true;
    }
  }
}
