package im.viavai.interop.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// One server in a process of its own, on loopback, with free ports and a data folder that outlives
/// its processes. One thread at a time.
public final class ServerProcess implements AutoCloseable {
  private static final Duration START = Duration.ofSeconds(90);
  private static final Duration STOP = Duration.ofSeconds(60);

  private final Path data;
  private final int port = freePort();
  private final int tlsPort = freePort();
  private final int httpsPort = freePort();
  private final int metricsPort = freePort();
  private final List<String> launcher;
  private final Map<String, String> environment;
  private @Nullable Process process;

  /// @param data the data folder; made if need be
  /// @param more further lines of the configuration
  public ServerProcess(Path data, String more) {
    this(data, more, List.of(), Map.of());
  }

  /// @param launcher a command that becomes the one given to it, such as `nsenter`
  /// @param environment added to that of the process
  public ServerProcess(
      Path data, String more, List<String> launcher, Map<String, String> environment) {
    this.data = data;
    this.launcher = List.copyOf(launcher);
    this.environment = Map.copyOf(environment);
    String config =
        """
        [listen]
        addresses = ["127.0.0.1"]
        c2s = %d
        c2s_tls = %d
        https = %d
        metrics = "127.0.0.1:%d"
        """
            .formatted(port, tlsPort, httpsPort, metricsPort);
    try {
      Files.createDirectories(data);
      Files.writeString(data.resolve("viavai.toml"), config + more);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static int freePort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Where clients connect: STARTTLS or direct TLS.
  public int port() {
    return port;
  }

  /// Where clients connect with direct TLS.
  public int tlsPort() {
    return tlsPort;
  }

  /// Where the web client and its WebSocket are.
  public int httpsPort() {
    return httpsPort;
  }

  /// Where the metrics are.
  public int metricsPort() {
    return metricsPort;
  }

  /// The data folder.
  public Path data() {
    return data;
  }

  /// The certificate that clients must trust.
  public Path authority() {
    return data.resolve("certs").resolve("ca.crt");
  }

  /// The page of metrics.
  public String metrics() {
    URI page = URI.create("http://127.0.0.1:" + metricsPort + "/metrics");
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client.send(HttpRequest.newBuilder(page).build(), BodyHandlers.ofString()).body();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /// The sum of the samples of one metric.
  ///
  /// @param name as the page writes it, without labels
  public double metric(String name) {
    return metrics()
        .lines()
        .filter(line -> line.startsWith(name + " ") || line.startsWith(name + "{"))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
        .sum();
  }

  /// What the server printed so far.
  public String log() {
    try {
      return Files.readString(data.resolve("server.log"));
    } catch (IOException e) {
      return "";
    }
  }

  /// Starts it and waits until it takes connections.
  public void start() {
    List<String> command = new ArrayList<>(launcher);
    command.addAll(java());
    command.addAll(
        List.of(
            "-cp",
            System.getProperty("java.class.path"),
            "im.viavai.app.Main",
            "serve",
            "--data",
            data.toString()));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().putAll(environment);
    builder.redirectOutput(ProcessBuilder.Redirect.appendTo(data.resolve("server.log").toFile()));
    try {
      Files.deleteIfExists(data.resolve("viavai.sock")); // left by a server that was killed
      process = builder.start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    awaitPort();
  }

  private static List<String> java() {
    return new ArrayList<>(
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:+UseSerialGC",
            "-XX:+UseCompactObjectHeaders",
            "-XX:TieredStopAtLevel=1",
            "-Xshare:auto",
            "--enable-native-access=ALL-UNNAMED"));
  }

  private void awaitPort() {
    long deadline = System.nanoTime() + START.toNanos();
    while (System.nanoTime() < deadline) {
      if (!running().isAlive()) throw new IllegalStateException("the server ended:\n" + log());
      try (Socket socket = new Socket()) {
        socket.connect(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), tlsPort),
            1000); // the last port that opens
        if (Files.exists(data.resolve("viavai.sock"))) return;
      } catch (IOException e) {
        // not yet
      }
      sleep(20);
    }
    throw new IllegalStateException("the server did not start:\n" + log());
  }

  private static void sleep(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private Process running() {
    if (process == null) throw new IllegalStateException("the server was not started");
    return process;
  }

  /// Its process id.
  public long pid() {
    return running().pid();
  }

  /// Whether it runs.
  public boolean isAlive() {
    return process != null && process.isAlive();
  }

  /// `kill -9`.
  public void kill() {
    running().destroyForcibly();
    await();
  }

  /// SIGTERM, then waits for its end.
  public void stop() {
    running().destroy();
    await();
  }

  private void await() {
    try {
      if (!running().waitFor(STOP.toSeconds(), TimeUnit.SECONDS)) {
        throw new IllegalStateException("the server does not stop:\n" + log());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /// Makes accounts `names` at localhost, all with the password `secret`, by `viavai account
  /// import`.
  public void accounts(Iterable<String> names) {
    StringBuilder lines = new StringBuilder();
    for (String name : names) lines.append(name).append("@localhost\tsecret\n");
    run(lines.toString(), "account", "import", "-");
  }

  /// Runs a command of the operator and returns what it printed.
  public String run(String input, String... arguments) {
    List<String> command = java();
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), "im.viavai.app.Main"));
    command.addAll(List.of(arguments));
    command.addAll(List.of("--data", data.toString()));
    try {
      Path in = Files.createTempFile("viavai", ".in");
      Path out = Files.createTempFile("viavai", ".out");
      Files.writeString(in, input);
      Process cli =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectInput(in.toFile())
              .redirectOutput(out.toFile())
              .start();
      if (!cli.waitFor(10, TimeUnit.MINUTES)) cli.destroyForcibly();
      String printed = Files.readString(out);
      Files.delete(in);
      Files.delete(out);
      if (cli.exitValue() != 0)
        throw new IllegalStateException(String.join(" ", arguments) + ":\n" + printed);
      return printed;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    if (isAlive()) stop();
  }
}
