package im.viavai.app;

import im.viavai.app.config.Reading;
import im.viavai.app.config.SettingsReader;
import im.viavai.server.metrics.Metrics;
import im.viavai.xmpp.Jid;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;

/// The whole server in this process, with juliet and romeo, and clients of its BOSH door.
final class BoshServer implements AutoCloseable {
  final int https = freePort();
  final int tls = freePort();
  private final DataFolder data;
  private final RunningServer server;
  private final Metrics metrics = new Metrics();
  private final SSLContext trust;
  private final HttpClient http;
  private boolean stopped;

  /// @param more lines of the configuration
  BoshServer(Path folder, String more) throws IOException {
    Path file = folder.resolve("viavai.toml");
    Files.writeString(
        file,
        "[listen]\naddresses = [\"127.0.0.1\"]\nc2s = 0\nc2s_tls = %d\nhttps = %d\n%s\n"
            .formatted(tls, https, more));
    Reading reading = SettingsReader.read(file, Map.of(), Sections.ALL);
    if (!(reading instanceof Reading.Right right)) throw new IOException(reading.toString());
    data = DataFolder.take(folder);
    server = new RunningServer(data, right.settings(), metrics);
    for (String name : List.of("juliet", "romeo")) {
      var desk = server.operator().accounts();
      desk.store().create(Jid.of(name + "@localhost"), desk.keys().apply("secret").orElseThrow());
    }
    try {
      trust = trust(folder.resolve("certs").resolve("ca.crt"));
    } catch (GeneralSecurityException e) {
      throw new IOException(e);
    }
    http = HttpClient.newBuilder().sslContext(trust).version(HttpClient.Version.HTTP_1_1).build();
  }

  static int freePort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static SSLContext trust(Path authority) throws IOException, GeneralSecurityException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    try (InputStream in = Files.newInputStream(authority)) {
      store.setCertificateEntry(
          "ca", CertificateFactory.getInstance("X.509").generateCertificate(in));
    }
    TrustManagerFactory managers = TrustManagerFactory.getInstance("PKIX");
    managers.init(store);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, managers.getTrustManagers(), null);
    return context;
  }

  URI address() {
    return URI.create("https://localhost:" + https + "/bosh");
  }

  BoshClient client() {
    return new BoshClient(http, address());
  }

  /// A connection of the other kind.
  SSLSocket tcp() throws IOException {
    return socket(tls);
  }

  /// A connection to the web door.
  SSLSocket web() throws IOException {
    return socket(https);
  }

  private SSLSocket socket(int port) throws IOException {
    SSLSocket socket = (SSLSocket) trust.getSocketFactory().createSocket("localhost", port);
    socket.setSoTimeout(30_000);
    return socket;
  }

  /// The value of a metric without labels.
  double metric(String name) {
    return metrics
        .text()
        .lines()
        .filter(line -> line.startsWith(name + " "))
        .mapToDouble(line -> Double.parseDouble(line.substring(name.length() + 1)))
        .sum();
  }

  /// While its clients are there.
  void stop() {
    if (stopped) return;
    stopped = true;
    server.close();
  }

  @Override
  public void close() throws IOException {
    http.shutdownNow();
    stop();
    data.close();
  }
}
