package im.viavai.server.web;

import java.util.function.BooleanSupplier;

/// What each path answers. Any thread.
///
/// @param ready whether the server can do its work now; answers at once
record Site(HostMeta hostMeta, WebFiles files, BooleanSupplier ready) {

  Response answer(Request request) {
    return switch (request.path()) {
      case HostMeta.XML -> hostMeta.xml(request);
      case HostMeta.JSON -> hostMeta.json(request);
      case "/health" -> Response.text(200, "ok");
      case "/ready" -> ready.getAsBoolean() ? Response.text(200, "ready") : notReady();
      default -> files.answer(request);
    };
  }

  private static Response notReady() {
    return Response.text(503, "not ready").with("retry-after", "5");
  }
}
