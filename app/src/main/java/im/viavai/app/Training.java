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
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;

/// A short life of a server: it starts on an empty folder, gets an account, a client logs in, and
/// it stops. The JVM that lives through it learns which classes and methods a start needs (see
/// [StartupCache]).
final class Training {
  private static final String PASSWORD = "training";

  private final Path data;
  private final int port;
  private final Terminal silent;
  private final Program program;

  private Training(Path data) throws IOException {
    this.data = data;
    this.port = freePort();
    PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream(), false, UTF_8);
    this.silent =
        new Terminal(
            new BufferedReader(new StringReader(PASSWORD + "\n")),
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
    this.program = new Program(settings);
  }

  /// Lives through it.
  ///
  /// @return 0 when all went as it should
  static int run() {
    try {
      Path data = Files.createTempDirectory("viavai-training");
      try {
        return new Training(data).live();
      } finally {
        remove(data);
      }
    } catch (IOException _) {
      return 1;
    }
  }

  private int live() throws IOException {
    Folder folder = new Folder(data, data.resolve("viavai.toml"));
    Thread server = Thread.ofPlatform().daemon().start(() -> program.serve(folder, silent));
    Cli cli = new Cli(program, silent);
    try {
      awaitSocket();
      boolean made =
          cli.run("account", "add", "a@localhost", "--password-stdin", "--data", path()) == 0;
      cli.run("status", "--data", path());
      if (made) {
        TrainingClient.talk(port, "a", PASSWORD);
      }
      boolean stopped = cli.run("stop", "--data", path()) == 0;
      server.join();
      return made && stopped ? 0 : 1;
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return 1;
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
