package im.viavai.server.net;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;

/// Real sockets on free ports, a certificate of an own authority, and listeners that remember.
final class TestServer implements AutoCloseable {

  static final NetLimits QUICK = limits(Duration.ofSeconds(5), 64 * 1024, 1024 * 1024);

  final Path folder;
  final CertificateAuthority authority;
  final Certificates certificates;
  final NetMetrics metrics = new NetMetrics();
  final Listeners listeners;
  final int auto;
  final int direct;
  final BlockingQueue<Recorder> accepted = new LinkedBlockingQueue<>();
  volatile boolean remember = true;
  volatile Consumer<Recorder> onReceived = recorder -> {};
  volatile Consumer<Recorder> onSecured = recorder -> {};
  volatile Consumer<Recorder> onFlushed = recorder -> {};

  TestServer(TlsOptions.Engine engine, NetLimits limits) throws Exception {
    this(new TlsOptions(engine, TlsOptions.Version.TLS_1_2), limits);
  }

  TestServer(TlsOptions options, NetLimits limits) throws Exception {
    folder = Files.createTempDirectory("viavai-net");
    authority =
        CertificateAuthority.open(
            folder,
            List.of("localhost", "second.test"),
            InstantSource.system(),
            new SecureRandom());
    certificates =
        new Certificates(
            List.of(authority.certificate("localhost"), authority.certificate("second.test")),
            options,
            InstantSource.system());
    listeners = new Listeners(limits, certificates, metrics);
    auto = listen(ListenerConfig.Mode.AUTO);
    direct = listen(ListenerConfig.Mode.DIRECT_TLS);
  }

  static NetLimits limits(Duration timeouts, int highWaterMark, int cap) {
    return limits(timeouts, highWaterMark, cap, 1000);
  }

  static NetLimits limits(Duration timeouts, int highWaterMark, int cap, int connections) {
    return new NetLimits(
        connections,
        connections,
        Integer.MAX_VALUE,
        Integer.MAX_VALUE,
        Integer.MAX_VALUE,
        1000,
        timeouts,
        timeouts,
        timeouts,
        highWaterMark,
        highWaterMark / 2,
        cap,
        Duration.ofMillis(10));
  }

  private int listen(ListenerConfig.Mode mode) throws IOException {
    var config = new ListenerConfig(InetAddress.getLoopbackAddress(), 0, mode);
    return listeners.listen(config, this::accept).address().getPort();
  }

  ConnectionListener accept(Connection connection) {
    return remember ? new Recorder(connection) : new Idler(connection);
  }

  Recorder next() throws InterruptedException {
    var recorder = accepted.poll(10, TimeUnit.SECONDS);
    if (recorder == null) {
      throw new AssertionError("nobody connected");
    }
    return recorder;
  }

  Socket plain() throws IOException {
    var socket = new Socket(InetAddress.getLoopbackAddress(), auto);
    socket.setSoTimeout(10_000);
    return socket;
  }

  SSLSocket tls(int port) throws Exception {
    return tls(new Socket(InetAddress.getLoopbackAddress(), port), "localhost");
  }

  SSLSocket tls(Socket below, String name, String... protocols) throws Exception {
    return tls(trust(), below, name, protocols);
  }

  static SSLSocket tls(SSLContext trust, Socket below, String name, String... protocols)
      throws IOException {
    var socket =
        (SSLSocket) trust.getSocketFactory().createSocket(below, name, below.getPort(), true);
    var parameters = socket.getSSLParameters();
    parameters.setServerNames(List.of(new SNIHostName(name)));
    parameters.setEndpointIdentificationAlgorithm("HTTPS");
    if (protocols.length > 0) {
      parameters.setProtocols(protocols);
    }
    socket.setSSLParameters(parameters);
    socket.setSoTimeout(10_000);
    return socket;
  }

  SSLContext trust() throws GeneralSecurityException, IOException {
    return trust(authority.file());
  }

  static SSLContext trust(Path file) throws GeneralSecurityException, IOException {
    var store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    store.setCertificateEntry("ca", Pem.certificates(file).getFirst());
    var managers = TrustManagerFactory.getInstance("PKIX");
    managers.init(store);
    var context = SSLContext.getInstance("TLS");
    context.init(null, managers.getTrustManagers(), null);
    return context;
  }

  @Override
  public void close() throws IOException {
    listeners.close();
    certificates.close();
    try (var files = Files.walk(folder)) {
      for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  /// Remembers what a connection told.
  final class Recorder implements ConnectionListener {
    final Connection connection;
    final CountDownLatch secured = new CountDownLatch(1);
    final CountDownLatch closed = new CountDownLatch(1);
    final AtomicInteger closedCalls = new AtomicInteger();
    final AtomicInteger flushes = new AtomicInteger();
    final AtomicInteger writabilityChanges = new AtomicInteger();
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    Recorder(Connection connection) {
      this.connection = connection;
      accepted.add(this);
    }

    synchronized String text() {
      return bytes.toString(UTF_8);
    }

    synchronized byte[] bytes() {
      return bytes.toByteArray();
    }

    void write(String text) {
      byte[] encoded = text.getBytes(UTF_8);
      connection.write(encoded, 0, encoded.length);
    }

    @Override
    public void received(byte[] array, int offset, int length) {
      synchronized (this) {
        bytes.write(array, offset, length);
      }
      onReceived.accept(this);
    }

    @Override
    public void secured() {
      secured.countDown();
      onSecured.accept(this);
    }

    @Override
    public void flushed() {
      flushes.incrementAndGet();
      onFlushed.accept(this);
    }

    @Override
    public void writabilityChanged() {
      writabilityChanges.incrementAndGet();
    }

    @Override
    public void closed() {
      closedCalls.incrementAndGet();
      closed.countDown();
    }
  }

  /// Answers what comes, and remembers nothing.
  record Idler(Connection connection) implements ConnectionListener {
    @Override
    public void received(byte[] bytes, int offset, int length) {
      connection.write(bytes, offset, length);
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
