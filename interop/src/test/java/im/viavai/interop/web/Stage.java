package im.viavai.interop.web;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import im.viavai.cli.AdminChannel;
import im.viavai.cli.SocketAdminChannel;
import im.viavai.cli.Terminal;
import im.viavai.interop.clients.Kind;
import im.viavai.interop.clients.OtherClient;
import im.viavai.interop.process.ServerProcess;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.Reader;
import java.io.StringReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// What the browser tests ask for that no browser can do, over HTTP on loopback. Each answer comes
/// when it is done; 500 and the reason when it failed.
///
/// ```
/// POST /server                          a fresh server with these lines of configuration more: its
///                                       folder's number, https port and CA
/// POST /server/N/accounts               ADDRESS TAB PASSWORD in each line
/// POST /server/N/kill|stop|start
/// POST /server/N/run                    a command of the operator, a word in each line: what it printed
/// POST /server/N/log                    what the server printed
/// POST /server/N/close
/// POST /server/N/client/KIND            logs NAME TAB PASSWORD in: the client's number
/// POST /client/N/send                   TO TAB TEXT
/// POST /client/N/await                  TEXT
/// POST /client/N/type                   a line for a program in a terminal
/// POST /client/N/close
/// ```
final class Stage implements AutoCloseable {
  private final Path folder;
  private final HttpServer http;
  private final Map<String, ServerProcess> servers = new ConcurrentHashMap<>();
  private final Map<String, OtherClient> clients = new ConcurrentHashMap<>();
  private final AtomicInteger numbers = new AtomicInteger();

  Stage(Path folder) throws IOException {
    this.folder = folder;
    http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    http.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    http.createContext("/", this::handle);
    http.start();
  }

  /// For work at the tests by hand: raises one and prints what `npm run e2e` wants in its
  /// environment.
  public static void main(String[] arguments) throws IOException {
    Stage stage = new Stage(Files.createTempDirectory("viavai-stage"));
    Runtime.getRuntime().addShutdownHook(new Thread(stage::close));
    System.out.println("VIAVAI_STAGE=" + stage.address());
  }

  URI address() {
    return URI.create("http://127.0.0.1:" + http.getAddress().getPort());
  }

  @SuppressWarnings("CatchingUnchecked") // whatever failed, the test in the other process shows it
  private void handle(HttpExchange exchange) throws IOException {
    String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    int status = 200;
    String answer;
    try {
      answer = answer(List.of(exchange.getRequestURI().getPath().substring(1).split("/")), body);
    } catch (Exception | AssertionError failed) {
      status = 500;
      answer = failed.toString();
    }
    byte[] bytes = answer.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  private String answer(List<String> path, String body) throws Exception {
    if (path.size() == 1) return newServer(body);
    return path.getFirst().equals("server")
        ? ofServer(path, there(servers.get(path.get(1))), body)
        : ofClient(path.get(1), path.get(2), body);
  }

  private static <T> T there(@Nullable T thing) {
    if (thing == null) throw new IllegalArgumentException("no such server or client");
    return thing;
  }

  private String newServer(String more) {
    String number = Integer.toString(numbers.incrementAndGet());
    ServerProcess server = new ServerProcess(folder.resolve("server" + number), more);
    servers.put(number, server);
    server.start();
    return String.join(
        "\t", number, Integer.toString(server.httpsPort()), server.authority().toString());
  }

  private String ofServer(List<String> path, ServerProcess server, String body) throws Exception {
    switch (path.get(2)) {
      case "accounts" -> admin(server, "account import", List.of(), body);
      case "run" -> {
        return server.run("", body.split("\n", -1));
      }
      case "log" -> {
        return server.log();
      }
      case "kill" -> server.kill();
      case "stop" -> server.stop();
      case "start" -> server.start();
      case "close" -> {
        server.kill(); // the folder goes as well
        servers.remove(path.get(1));
      }
      case "client" -> {
        String number = Integer.toString(numbers.incrementAndGet());
        String[] account = body.split("\t", -1);
        clients.put(number, Kind.valueOf(path.get(3)).login(server, account[0], account[1]));
        return number;
      }
      default -> throw new IllegalArgumentException(String.join("/", path));
    }
    return "";
  }

  /// Through the server's socket, without a JVM for each command.
  private static String admin(
      ServerProcess server, String command, List<String> arguments, String input)
      throws IOException {
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    try (PrintStream out = new PrintStream(printed, true, StandardCharsets.UTF_8);
        BufferedReader lines = new BufferedReader(new StringReader(input));
        BufferedReader none = new BufferedReader(Reader.nullReader())) {
      int code =
          new SocketAdminChannel(server.data())
              .call(
                  command,
                  arguments,
                  lines::readLine,
                  new Terminal(none, out, out, prompt -> null, Terminal.Output.FILE));
      String text = printed.toString(StandardCharsets.UTF_8);
      if (code != AdminChannel.DONE) throw new IOException(command + ": " + text);
      return text;
    }
  }

  private String ofClient(String number, String verb, String body) {
    OtherClient client = there(clients.get(number));
    switch (verb) {
      case "send" -> client.send(body.split("\t", -1)[0], body.split("\t", -1)[1]);
      case "await" -> client.awaitMessage(body);
      case "type" -> client.type(body);
      case "close" -> {
        client.close();
        clients.remove(number);
      }
      default -> throw new IllegalArgumentException(verb);
    }
    return "";
  }

  /// The end of what each server printed, for a report of a failure.
  String logs() {
    return servers.values().stream().map(ServerProcess::log).collect(Collectors.joining("\n"));
  }

  @Override
  public void close() {
    http.stop(0);
    for (OtherClient client : new ArrayList<>(clients.values())) client.close();
    for (ServerProcess server : servers.values()) if (server.isAlive()) server.kill();
  }
}
