package im.viavai.interop.clients;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import im.viavai.interop.process.ServerProcess;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Files uploaded by slixmpp and read by the JDK's HTTP client, from the whole server.
class UploadsTest {
  private static final int LARGEST = 300_000;

  @TempDir static Path data;
  private static ServerProcess server;
  private static int port;
  private static HttpClient http;
  private static SSLContext trust;
  private static SlixmppClient client;

  @BeforeAll
  static void start() throws Exception {
    assumeTrue(Kind.SLIXMPP.isInstalled(), "needs the Debian package python3-slixmpp");
    assumeTrue(
        Files.isDirectory(Path.of("/usr/lib/python3/dist-packages/aiohttp")),
        "needs the Debian package python3-aiohttp");
    String config = "[upload]\nfile_bytes = %d\nminimum_free = 0\n".formatted(LARGEST);
    server = new ServerProcess(data.resolve("data"), config);
    port = server.httpsPort();
    server.start();
    server.accounts(List.of("romeo"));
    trust = trust(server.authority());
    http = HttpClient.newBuilder().sslContext(trust).build();
    client = new SlixmppClient(server, "romeo", "secret");
  }

  @AfterAll
  static void stop() {
    if (client != null) client.close();
    if (http != null) http.close();
    if (server != null) server.close();
  }

  private static SSLContext trust(Path authority) throws Exception {
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

  private static HttpResponse<byte[]> send(HttpRequest.Builder request) throws Exception {
    return http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
  }

  private static HttpRequest.Builder at(String url) {
    return HttpRequest.newBuilder(URI.create(url)).timeout(Duration.ofSeconds(60));
  }

  private static HttpResponse<byte[]> put(String url, String type, String content)
      throws Exception {
    return send(
        at(url).header("content-type", type).PUT(HttpRequest.BodyPublishers.ofString(content)));
  }

  private static Path file(String name, int size) throws IOException {
    byte[] bytes = new byte[size];
    for (int i = 0; i < size; i++) bytes[i] = (byte) (i * 31);
    return Files.write(data.resolve(name), bytes);
  }

  private static long kept() throws IOException {
    try (Stream<Path> all = Files.walk(data.resolve("data").resolve("uploads"))) {
      return all.filter(Files::isRegularFile).count();
    }
  }

  @Test
  void aPictureGoesUpAndComesBackWholeAndInParts() throws Exception {
    Path picture = file("picture.png", 250_000);
    String url = client.upload(picture);
    assertThat(url).startsWith("https://localhost:" + port + "/upload/").endsWith("/picture.png");
    HttpResponse<byte[]> whole = send(at(url));
    assertThat(whole.statusCode()).isEqualTo(200);
    assertThat(whole.body()).isEqualTo(Files.readAllBytes(picture));
    assertThat(whole.headers().firstValue("content-type")).hasValue("image/png");
    assertThat(whole.headers().firstValue("content-disposition").orElseThrow())
        .startsWith("inline");
    HttpResponse<byte[]> part = send(at(url).header("range", "bytes=-10"));
    assertThat(part.statusCode()).isEqualTo(206);
    assertThat(part.body()).hasSize(10);
    assertThat(put(url, "image/png", "x".repeat(250_000)).statusCode()).isEqualTo(409);
    assertThat(send(at(url)).body()).isEqualTo(whole.body());
  }

  @Test
  void whatIsTooLargeIsNotTried() throws Exception {
    assertThat(client.uploadInVain(file("large.png", LARGEST + 1))).contains("FileTooBig");
  }

  @Test
  void t19AStoredPageIsADownload() throws Exception {
    String page = "<script>alert(1)</script>";
    for (String type : List.of("text/html", "image/svg+xml", "application/xhtml+xml")) {
      String url = client.slot("page-" + type.length() + ".html", page.length(), type);
      assertThat(put(url, "image/png", page).statusCode()).isEqualTo(415);
      assertThat(put(url, type, page + ' ').statusCode()).isEqualTo(413);
      assertThat(put(url, type, page.substring(1)).statusCode()).isEqualTo(400);
      assertThat(put(url, type, page).statusCode()).isEqualTo(201);
      HttpResponse<byte[]> answer = send(at(url));
      assertThat(answer.headers().firstValue("content-type")).hasValue("application/octet-stream");
      assertThat(answer.headers().firstValue("x-content-type-options")).hasValue("nosniff");
      assertThat(answer.headers().firstValue("content-security-policy").orElseThrow())
          .contains("default-src 'none'", "sandbox");
      assertThat(answer.headers().firstValue("content-disposition").orElseThrow())
          .startsWith("attachment");
    }
  }

  @Test
  void whoLeavesInTheMiddleLeavesNothing() throws Exception {
    long before = kept();
    String url = client.slot("half.bin", 100_000, "application/zip");
    URI uri = URI.create(url);
    try (SSLSocket socket = (SSLSocket) trust.getSocketFactory().createSocket("127.0.0.1", port)) {
      String head =
          "PUT "
              + uri.getRawPath()
              + " HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100000\r\n\r\n";
      socket.getOutputStream().write((head + "x".repeat(50_000)).getBytes(UTF_8));
      socket.getOutputStream().flush();
      await().atMost(Duration.ofSeconds(60)).until(() -> kept() == before + 1);
    }
    await().atMost(Duration.ofSeconds(60)).until(() -> kept() == before);
    assertThat(send(at(url)).statusCode()).isEqualTo(404);
  }

  @Test
  void nothingIsListedAndNoOtherPathLeadsThere() throws Exception {
    String base = "https://localhost:" + port;
    for (String path : List.of("/upload/", "/upload/x", "/upload/%2e%2e/", "/upload/%2e%2e%2fx")) {
      assertThat(send(at(base + path)).statusCode()).as(path).isIn(400, 404);
    }
  }
}
