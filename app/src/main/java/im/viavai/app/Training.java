package im.viavai.app;

import static java.nio.charset.StandardCharsets.UTF_8;

import im.viavai.cli.Cli;
import im.viavai.cli.Installation.Folder;
import im.viavai.cli.Terminal;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.StringReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;

/// A short life of a server: it starts on an empty folder, gets accounts, clients log in and talk,
/// and it stops. The JVM that lives through it learns which classes and methods a start needs, and
/// what the methods of a login and of a message do, so that it compiles them early and well (see
/// [StartupCache]).
final class Training {
  private static final String PASSWORD = "training";

  /// How many sessions each of two clients has: enough for the profiles of what a login does.
  static final int SESSIONS = 400;

  /// How long they go on at most, so that a busy machine gets a cache too.
  private static final Duration LONGEST = Duration.ofSeconds(90);

  private static final List<String> LIMITS =
      List.of(
          "CONNECTIONS_PER_ADDRESS",
          "ACCEPTS_PER_SECOND",
          "ACCEPTS_PER_SECOND_PER_ADDRESS",
          "STANZAS_PER_SECOND",
          "BYTES_PER_SECOND");

  private final Path data;
  private final int sessions;
  private final int port;
  private final Terminal silent;
  private final Program program;

  private Training(Path data, int sessions) throws IOException {
    this.data = data;
    this.sessions = sessions;
    this.port = freePort();
    PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream(), false, UTF_8);
    this.silent =
        new Terminal(
            new BufferedReader(new StringReader((PASSWORD + "\n").repeat(2))),
            nowhere,
            nowhere,
            _ -> null,
            Terminal.Output.FILE);
    Map<String, String> settings = new HashMap<>();
    settings.put("VIAVAI__LISTEN__ADDRESSES", "127.0.0.1");
    settings.put("VIAVAI__LISTEN__C2S", Integer.toString(port));
    settings.put("VIAVAI__LISTEN__C2S_TLS", "0");
    settings.put("VIAVAI__LISTEN__HTTPS", "0");
    settings.put("VIAVAI__LISTEN__METRICS", "");
    settings.put("VIAVAI__LOG__LEVEL", "error");
    settings.put("VIAVAI__AUTH__ITERATIONS", "4096");
    for (String limit : LIMITS) settings.put("VIAVAI__LIMITS__" + limit, "off");
    this.program = new Program(settings);
  }

  /// Lives through it.
  ///
  /// @param sessions how many sessions each of two clients has
  /// @return 0 when all went as it should
  static int run(int sessions) {
    try {
      Path data = Files.createTempDirectory("viavai-training");
      try {
        return new Training(data, sessions).live();
      } finally {
        remove(data);
      }
    } catch (IOException _) {
      return 1;
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return 1;
    }
  }

  private int live() throws InterruptedException {
    Folder folder = new Folder(data, data.resolve("viavai.toml"));
    Thread server = Thread.ofPlatform().daemon().start(() -> program.serve(folder, silent));
    Cli cli = new Cli(program, silent);
    boolean lived;
    try {
      awaitSocket();
      lived = live(cli);
    } finally {
      cli.run("stop", "--data", path());
    }
    server.join();
    return lived ? 0 : 1;
  }

  private boolean live(Cli cli) throws InterruptedException {
    boolean made = made(cli, "a") && made(cli, "b");
    cli.run("status", "--data", path());
    if (!made) return false;
    long end = System.nanoTime() + LONGEST.toNanos();
    AtomicBoolean failed = new AtomicBoolean();
    Thread other = Thread.ofPlatform().start(() -> sessions("a", "b", end, failed));
    sessions("b", "a", end, failed);
    other.join();
    return !failed.get();
  }

  private boolean made(Cli cli, String name) {
    return cli.run("account", "add", name + "@localhost", "--password-stdin", "--data", path())
        == 0;
  }

  private void sessions(String name, String contact, long end, AtomicBoolean failed) {
    try {
      for (int i = 0; i < sessions && System.nanoTime() < end; i++) {
        TrainingClient.talk(port, name, PASSWORD, contact);
      }
    } catch (IOException _) {
      failed.set(true);
    }
  }

  private void awaitSocket() throws InterruptedException {
    for (int i = 0; i < 600 && !Files.exists(data.resolve("viavai.sock")); i++) {
      Thread.sleep(50);
    }
  }

  private String path() {
    return data.toString();
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private static void remove(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      files.sorted(java.util.Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
    }
  }
}
