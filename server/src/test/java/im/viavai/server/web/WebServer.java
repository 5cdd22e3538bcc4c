package im.viavai.server.web;

import static java.nio.charset.StandardCharsets.UTF_8;

import im.viavai.server.config.BoshOptions;
import im.viavai.server.config.Config;
import im.viavai.server.net.CertificateAuthority;
import im.viavai.server.net.Certificates;
import im.viavai.server.net.Connection;
import im.viavai.server.net.ConnectionListener;
import im.viavai.server.net.ListenerConfig;
import im.viavai.server.net.Listeners;
import im.viavai.server.net.NetLimits;
import im.viavai.server.net.NetMetrics;
import im.viavai.server.net.TlsOptions;
import im.viavai.server.sasl.Tokens;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.CertificateFactory;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;

/// A web door on a free port, whose WebSockets send back each message, and raw TLS sockets to it.
final class WebServer implements AutoCloseable {
  final Path folder;
  final Listeners listeners;
  final Certificates certificates;
  final SSLContext trust;
  final int port;
  final int shared;
  final int sharedTls;
  final Handlers handlers = new Handlers();
  final Bosh bosh;
  volatile boolean ready = true;

  WebServer(WebLimits limits) throws Exception {
    this(limits, Config.defaults().of(BoshOptions.class), List.of());
  }

  WebServer(WebLimits limits, BoshOptions boshOptions, List<String> addresses) throws Exception {
    folder = Files.createTempDirectory("viavai-web");
    var authority =
        CertificateAuthority.open(
            folder, List.of("localhost"), InstantSource.system(), new SecureRandom());
    certificates =
        new Certificates(
            List.of(authority.certificate("localhost")),
            new TlsOptions(TlsOptions.Engine.BORINGSSL, TlsOptions.Version.TLS_1_2),
            InstantSource.system());
    trust = trust(folder.resolve("ca.crt"));
    listeners = new Listeners(NetLimits.DEFAULT, certificates, new NetMetrics());
    var files =
        new WebFiles(
            Map.of(
                "/ca.crt", Files.readAllBytes(folder.resolve("ca.crt")),
                "/index.html", "<!doctype html><title>Viavai</title>".getBytes(UTF_8),
                "/assets/app-0123456789.js", "let a = 1;".repeat(40_000).getBytes(UTF_8),
                "/icon-192.png", new byte[500]));
    var door =
        new WebDoor(
            limits,
            new HostMeta(List.of("localhost", "second.test"), addresses, 5223),
            List.of("https://Chat.example.org"),
            files,
            () -> ready,
            Echo::new,
            _ -> handlers,
            task -> Thread.ofVirtual().start(task));
    bosh =
        new Bosh(
            BoshLimits.of(boshOptions),
            List.of("https://chat.example.org"),
            "localhost"::equals,
            new Tokens(new SecureRandom()),
            Echo::new);
    handlers.serve(Bosh.PATH, bosh.handler());
    port = listen(ListenerConfig.Mode.HTTPS, door);
    var both = new SharedPort(Greeting::new, door);
    shared = listen(ListenerConfig.Mode.SHARED, both);
    sharedTls = listen(ListenerConfig.Mode.SHARED_TLS, both);
  }

  private int listen(ListenerConfig.Mode mode, ConnectionListener.Acceptor acceptor)
      throws IOException {
    var config = new ListenerConfig(InetAddress.getLoopbackAddress(), 0, mode);
    return listeners.listen(config, acceptor).address().getPort();
  }

  private static SSLContext trust(Path file) throws Exception {
    var store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    try (InputStream in = Files.newInputStream(file)) {
      store.setCertificateEntry(
          "ca", CertificateFactory.getInstance("X.509").generateCertificate(in));
    }
    var managers = TrustManagerFactory.getInstance("PKIX");
    managers.init(store);
    var context = SSLContext.getInstance("TLS");
    context.init(null, managers.getTrustManagers(), null);
    return context;
  }

  SSLSocket socket(String... protocols) throws IOException {
    return secured(plain(port), protocols);
  }

  Socket plain(int at) throws IOException {
    var socket = new Socket(InetAddress.getLoopbackAddress(), at);
    socket.setSoTimeout(10_000);
    return socket;
  }

  /// The handshake is made with the first byte.
  SSLSocket secured(Socket below, String... protocols) throws IOException {
    var socket =
        (SSLSocket)
            trust.getSocketFactory().createSocket(below, "localhost", below.getPort(), true);
    var parameters = socket.getSSLParameters();
    parameters.setApplicationProtocols(protocols);
    socket.setSSLParameters(parameters);
    socket.setSoTimeout(10_000);
    return socket;
  }

  /// What comes until the server closes.
  String talk(String... pieces) throws IOException {
    try (var socket = socket("http/1.1")) {
      for (String piece : pieces) {
        socket.getOutputStream().write(piece.getBytes(UTF_8));
        socket.getOutputStream().flush();
      }
      return rest(socket);
    }
  }

  /// The answer to one GET.
  String get(String path, String... headers) throws IOException {
    StringBuilder more = new StringBuilder();
    for (String header : headers) more.append(header).append("\r\n");
    return talk(
        "GET "
            + path
            + " HTTP/1.1\r\nHost: localhost:"
            + port
            + "\r\nConnection: close\r\n"
            + more
            + "\r\n");
  }

  static String rest(Socket socket) throws IOException {
    var all = new ByteArrayOutputStream();
    byte[] piece = new byte[8192];
    try {
      for (int n; (n = socket.getInputStream().read(piece)) >= 0; ) all.write(piece, 0, n);
    } catch (javax.net.ssl.SSLException _) {
      // cut without a goodbye
    }
    return all.toString(UTF_8);
  }

  @Override
  public void close() throws IOException {
    listeners.close();
    certificates.close();
    try (var files = Files.walk(folder)) {
      for (var file : files.sorted(Comparator.reverseOrder()).toList()) Files.delete(file);
    }
  }

  /// Stands for a stream: says what it knows of its connection when something comes, or begins TLS.
  private record Greeting(Connection connection) implements ConnectionListener {
    @Override
    public void received(byte[] bytes, int offset, int length) {
      String text = new String(bytes, offset, length, UTF_8);
      boolean plain = text.contains("starttls");
      say(
          plain
              ? "proceed"
              : "stream " + connection.secure() + " " + connection.applicationProtocol());
      if (plain) connection.startTls();
      else connection.close();
    }

    private void say(String text) {
      byte[] bytes = text.getBytes(UTF_8);
      connection.write(bytes, 0, bytes.length);
    }

    @Override
    public void secured() {}

    @Override
    public void flushed() {}

    @Override
    public void writabilityChanged() {}

    @Override
    public void closed() {}
  }

  /// Sends back what came, a message for a message.
  private static final class Echo implements ConnectionListener {
    private final Connection connection;
    private final ByteArrayOutputStream message = new ByteArrayOutputStream();

    Echo(Connection connection) {
      this.connection = connection;
    }

    @Override
    public void received(byte[] bytes, int offset, int length) {
      message.write(bytes, offset, length);
    }

    @Override
    public void messageEnded() {
      byte[] whole = message.toByteArray();
      message.reset();
      connection.write(whole, 0, whole.length);
    }

    @Override
    public void secured() {}

    @Override
    public void flushed() {}

    @Override
    public void writabilityChanged() {}

    @Override
    public void closed() {}
  }
}
