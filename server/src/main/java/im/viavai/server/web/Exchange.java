package im.viavai.server.web;

import im.viavai.server.net.Connection;
import im.viavai.xmpp.Boundary;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One request of a [HttpConnection] for a handler. Any thread, except where it says otherwise.
@Boundary("a handler that fails ends its request; the server goes on")
final class Exchange implements HttpExchange.Blocking {
  private static final Logger log = LoggerFactory.getLogger(Exchange.class);

  private final HttpConnection http;
  private final Request request;
  private final String path;
  private final InputStream body;

  // its event loop only
  private @Nullable Runnable closed;
  private boolean answered;
  private boolean over;

  Exchange(HttpConnection http, Request request, String path, InputStream body) {
    this.http = http;
    this.request = request;
    this.path = path;
    this.body = body;
  }

  @Override
  public String method() {
    return request.method();
  }

  @Override
  public String path() {
    return path;
  }

  @Override
  public String query() {
    return request.query();
  }

  @Override
  public String header(String name) {
    return request.header(name);
  }

  @Override
  public String host() {
    return request.host();
  }

  @Override
  public InetSocketAddress remoteAddress() {
    return http.remoteAddress();
  }

  @Override
  public long bodyBytes() {
    return request.bodyBytes();
  }

  @Override
  public InputStream body() {
    return body;
  }

  @Override
  public void onClosed(Runnable action) {
    http.onLoop(() -> {
      if (over && !answered) action.run();
      else closed = action;
    });
  }

  @Override
  public void respond(Response response) {
    boolean head = request.method().equals("HEAD");
    byte[] content = head ? new byte[0] : response.body();
    http.onLoop(() -> begin(response, response.body().length, new Outgoing.Whole(content)));
  }

  @Override
  public OutputStream respond(Response head, long bytes) {
    if (request.method().equals("HEAD")) {
      http.onLoop(() -> begin(head, bytes, new Outgoing.Whole(new byte[0])));
      return OutputStream.nullOutputStream();
    }
    AnswerPipe pipe =
        new AnswerPipe(bytes, () -> http.onLoop(http::goOn), () -> http.onLoop(http::abort));
    http.onLoop(() -> begin(head, bytes, pipe));
    return pipe;
  }

  private void begin(Response head, long bytes, Outgoing content) {
    if (answered || over) {
      content.fail();
      return;
    }
    answered = true;
    http.begin(head, bytes, content);
  }

  Connection connection() {
    return http.connection();
  }

  Request request() {
    return request;
  }

  /// Its event loop only.
  boolean answered() {
    return answered;
  }

  /// Nobody waits for an answer any more. Its event loop only.
  void ended() {
    boolean unanswered = !over && !answered;
    over = true;
    Runnable action = closed;
    closed = null;
    if (unanswered && action != null) action.run();
  }

  /// On the event loop.
  void run(HttpHandler.Swift handler, byte[] content) {
    try {
      handler.action().handle(this, content);
    } catch (RuntimeException e) {
      failed(e);
    }
  }

  /// On a virtual thread.
  void run(HttpHandler.Waiting handler) {
    try {
      handler.action().handle(this);
      respond(Response.text(500, "No answer.")); // does nothing if there was one
    } catch (IOException e) {
      log.atDebug()
          .addKeyValue("remote", remoteAddress())
          .addKeyValue("reason", e.toString())
          .log("request_ended_early");
      http.onLoop(this::giveUp);
    } catch (RuntimeException e) {
      failed(e);
    }
  }

  private void failed(RuntimeException e) {
    log.atError().addKeyValue("path", request.path()).setCause(e).log("request_failed");
    http.onLoop(this::giveUp);
  }

  /// Its event loop only.
  private void giveUp() {
    if (over) return;
    if (answered) http.abort(); // it may be in the middle of a body
    else respond(Response.text(500, "This failed."));
  }
}
