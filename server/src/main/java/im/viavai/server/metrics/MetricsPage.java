package im.viavai.server.metrics;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/// Serves `/metrics` over plain HTTP, for a collector on the same machine.
public final class MetricsPage implements AutoCloseable {
  private static final String PATH = "/metrics";

  private final HttpServer server;
  private final ExecutorService threads;

  private MetricsPage(HttpServer server, ExecutorService threads) {
    this.server = server;
    this.threads = threads;
  }

  /// Starts listening.
  ///
  /// @throws IOException when the address cannot be bound
  public static MetricsPage open(InetSocketAddress address, Metrics metrics) throws IOException {
    HttpServer server = HttpServer.create(address, 16);
    ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    server.setExecutor(threads);
    server.createContext("/", exchange -> answer(exchange, metrics));
    server.start();
    return new MetricsPage(server, threads);
  }

  /// Where it listens.
  public InetSocketAddress address() {
    return server.getAddress();
  }

  private static void answer(HttpExchange exchange, Metrics metrics) throws IOException {
    try (exchange) {
      if (!exchange.getRequestURI().getPath().equals(PATH)) {
        send(exchange, 404, "text/plain; charset=utf-8", "There is only " + PATH + ".\n");
      } else if (!exchange.getRequestMethod().equals("GET")) {
        exchange.getResponseHeaders().set("Allow", "GET");
        send(exchange, 405, "text/plain; charset=utf-8", "Only GET is allowed.\n");
      } else {
        send(exchange, 200, Metrics.CONTENT_TYPE, metrics.text());
      }
    }
  }

  private static void send(HttpExchange exchange, int status, String type, String text)
      throws IOException {
    byte[] bytes = text.getBytes(UTF_8);
    exchange.getResponseHeaders().set("Content-Type", type);
    exchange.getResponseHeaders().set("X-Content-Type-Options", "nosniff");
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
  }

  /// Stops at once.
  @Override
  public void close() {
    server.stop(0);
    threads.close();
  }
}
