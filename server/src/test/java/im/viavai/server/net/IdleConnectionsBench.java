package im.viavai.server.net;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLSocket;

/// What an idle TLS connection costs: `IdleConnectionsBench [ENGINE [CONNECTIONS]]`. The clients
/// live in a process of their own. Prints live heap and resident memory per connection, as the
/// slope over the connections, after as many others have come and gone.
///
/// Run with the server's flags, and the heap resident from the start, so that the resident slope is
/// what lies outside it: `MALLOC_ARENA_MAX=2 java -XX:+UseSerialGC -XX:+UseCompactObjectHeaders
/// -XX:TrimNativeHeapInterval=2000 -Xms128m -Xmx128m -XX:+AlwaysPreTouch
/// --enable-native-access=ALL-UNNAMED`. What a connection costs is the sum of both. The first step
/// is left out of the slope: it lives in memory that the connections before it left behind.
final class IdleConnectionsBench {

  private static final int STEPS = 4;
  private static final String ECHOED = "x".repeat(300);

  private final PrintStream out;

  private IdleConnectionsBench(PrintStream out) {
    this.out = out;
  }

  /// The server, or with `clients FOLDER PORT` the clients.
  public static void main(String[] arguments) throws Exception {
    var bench = new IdleConnectionsBench(System.out);
    if (arguments.length == 3 && arguments[0].equals("clients")) {
      bench.clients(Path.of(arguments[1]), Integer.parseInt(arguments[2]));
    } else {
      var engine = TlsOptions.Engine.valueOf(arguments.length > 0 ? arguments[0] : "BORINGSSL");
      bench.server(engine, arguments.length > 1 ? Integer.parseInt(arguments[1]) : 4000);
    }
  }

  private record Sample(int connections, long heap, long resident) {}

  private void server(TlsOptions.Engine engine, int connections) throws Exception {
    var limits = TestServer.limits(Duration.ofSeconds(60), 64 * 1024, 1024 * 1024, 100_000);
    try (var server = new TestServer(engine, limits)) {
      server.remember = false;
      var process = startClients(server);
      try (var commands = new PrintStream(process.getOutputStream(), true, UTF_8);
          var answers =
              new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8))) {
        order(commands, answers, "connect " + connections / STEPS);
        order(commands, answers, "traffic");
        order(commands, answers, "close");
        Thread.sleep(3000);
        List<Sample> fresh = new ArrayList<>();
        List<Sample> used = new ArrayList<>();
        for (int i = 1; i <= STEPS; i++) {
          order(commands, answers, "connect " + connections / STEPS);
          fresh.add(sample(i * connections / STEPS));
          order(commands, answers, "traffic");
          used.add(sample(i * connections / STEPS));
        }
        report(engine + " fresh", fresh);
        report(engine + " after 300 bytes both ways", used);
      }
      process.waitFor();
    }
  }

  private static Process startClients(TestServer server) throws IOException {
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), "-XX:+UseSerialGC"));
    command.addAll(List.of(IdleConnectionsBench.class.getName(), "clients"));
    command.addAll(List.of(server.authority.file().toString(), String.valueOf(server.direct)));
    return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
  }

  private static void order(PrintStream commands, BufferedReader answers, String command)
      throws IOException {
    commands.println(command);
    var answer = answers.readLine();
    if (!"done".equals(answer)) {
      throw new IOException("clients answered " + answer);
    }
  }

  private static Sample sample(int connections) throws Exception {
    for (int i = 0; i < 3; i++) {
      System.gc();
      Thread.sleep(1500); // the native heap is trimmed every two seconds
    }
    long heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    long resident = 0;
    for (var line : Files.readAllLines(Path.of("/proc/self/status"))) {
      if (line.startsWith("VmRSS:")) {
        resident = Long.parseLong(line.replaceAll("\\D", "")) * 1024;
      }
    }
    return new Sample(connections, heap, resident);
  }

  private void report(String what, List<Sample> samples) {
    for (var sample : samples) {
      out.printf(
          "%s: %d connections, heap %.1f MB, resident %.1f MB%n",
          what, sample.connections(), sample.heap() / 1e6, sample.resident() / 1e6);
    }
    out.printf(
        "%s, per connection: heap %.0f bytes, outside it %.0f bytes%n",
        what,
        slope(samples.stream().map(s -> new double[] {s.connections(), s.heap()}).toList()),
        slope(samples.stream().map(s -> new double[] {s.connections(), s.resident()}).toList()));
  }

  /// Least squares.
  private static double slope(List<double[]> points) {
    double x = points.stream().mapToDouble(p -> p[0]).average().orElse(0);
    double y = points.stream().mapToDouble(p -> p[1]).average().orElse(0);
    double above = points.stream().mapToDouble(p -> (p[0] - x) * (p[1] - y)).sum();
    double below = points.stream().mapToDouble(p -> (p[0] - x) * (p[0] - x)).sum();
    return above / below;
  }

  private void clients(Path authority, int port) throws Exception {
    var context = TestServer.trust(authority);
    List<SSLSocket> sockets = new ArrayList<>();
    var commands = new BufferedReader(new InputStreamReader(System.in, UTF_8));
    for (var line = commands.readLine(); line != null; line = commands.readLine()) {
      var words = line.split(" ", 2);
      switch (words[0]) {
        case "connect" -> {
          for (int i = Integer.parseInt(words[1]); i > 0; i--) {
            sockets.add(
                TestServer.tls(
                    context, new Socket(InetAddress.getLoopbackAddress(), port), "localhost"));
            sockets.getLast().startHandshake();
          }
        }
        case "traffic" -> {
          for (var socket : sockets) {
            socket.getOutputStream().write(ECHOED.getBytes(UTF_8));
            socket.getInputStream().readNBytes(ECHOED.length());
          }
        }
        default -> {
          for (var socket : sockets) {
            socket.close();
          }
          sockets.clear();
        }
      }
      out.println("done");
    }
  }
}
