package im.viavai.features.upload;

import im.viavai.server.web.HttpExchange;
import im.viavai.server.web.Response;
import im.viavai.store.StoreUnavailable;
import im.viavai.store.UploadRecord;
import im.viavai.store.UploadStore;
import java.io.IOException;
import java.net.URI;
import java.util.Locale;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The requests below [Uploads#PREFIX]. Virtual threads.
///
/// @param name of the server under which alone files are there (threat T19), with its port if it
///   has one; empty: any
record Door(UploadStore store, Receiving receiving, Serving serving, String name) {
  private static final Logger log = LoggerFactory.getLogger(Door.class);
  private static final String METHODS = "GET, HEAD, PUT, OPTIONS";

  void handle(HttpExchange.Blocking exchange) throws IOException {
    try {
      if (exchange.method().equals("OPTIONS")) exchange.respond(preflight());
      else answer(exchange);
    } catch (StoreUnavailable e) {
      log.atWarn().addKeyValue("reason", e.getMessage()).log("upload_store_unavailable");
      exchange.respond(open(Response.text(503, "Not now.")).with("retry-after", "30"));
    }
  }

  /// The name that requests to an address have.
  static String nameIn(String url) {
    return url.isEmpty() ? "" : URI.create(url).getAuthority().toLowerCase(Locale.ROOT);
  }

  private boolean isHere(String host) {
    String asked = host.toLowerCase(Locale.ROOT);
    return name.isEmpty() || withoutPort(asked).equals(withoutPort(name));
  }

  /// The standard one says nothing.
  private static String withoutPort(String host) {
    return host.endsWith(":443") ? host.substring(0, host.length() - 4) : host;
  }

  private void answer(HttpExchange.Blocking exchange) throws IOException {
    UploadRecord found = isHere(exchange.host()) ? find(exchange.path()).orElse(null) : null;
    switch (exchange.method()) {
      case "PUT" -> receiving.receive(exchange, found);
      case "GET", "HEAD" -> serving.serve(exchange, found);
      default -> exchange.respond(open(Response.text(405, "Not this.")).with("allow", METHODS));
    }
  }

  /// The secret and the name must be right, and nothing else be there.
  private Optional<UploadRecord> find(String path) {
    String[] parts = path.substring(Uploads.PREFIX.length()).split("/", -1);
    if (parts.length != 2 || !Secret.isOne(parts[0])) return Optional.empty();
    String id = Secret.id(parts[0]);
    return store
        .find(id)
        .filter(upload -> Secret.areEqual(upload.id(), id) && upload.name().equals(parts[1]));
  }

  static Response open(Response response) {
    return response
        .with("access-control-allow-origin", "*") // §8; the address is the secret, no cookie is
        .with("cross-origin-resource-policy", "cross-origin");
  }

  private static Response preflight() {
    return open(Response.empty(204))
        .with("access-control-allow-methods", METHODS)
        .with("access-control-allow-headers", "authorization, content-type, range, if-range")
        .with("access-control-max-age", "7200");
  }
}
