package im.viavai.server.web;

import im.viavai.server.net.Connection;
import im.viavai.server.net.ConnectionListener;
import im.viavai.server.net.Timeout;
import im.viavai.xmpp.EventLoop;
import java.time.Duration;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The requests of one connection, one after the other, until it ends or becomes a WebSocket. Its
/// event loop only.
///
/// ```
///   IDLE --first byte--> HEAD --empty line--> ANSWER --last byte written--> IDLE
///                                |  upgrade
///                                '--> what comes next is the WebSocket's
/// ```
@EventLoop
final class HttpConnection implements ConnectionListener {
  private static final Logger log = LoggerFactory.getLogger(HttpConnection.class);
  private static final int PIECE_BYTES = 16 * 1024;
  private static final byte[] NOTHING = {};

  private final Connection connection;
  private final WebLimits limits;
  private final Site site;
  private final Upgrade upgrade;
  private byte[] head = NOTHING;
  private int held;
  private int searched;
  private int requests;
  private byte[] body = NOTHING;
  private int sent;
  private boolean answering;
  private boolean lastAnswer;
  private boolean over;
  private @Nullable Timeout timeout;
  private @Nullable WebSocket webSocket;

  HttpConnection(Connection connection, WebLimits limits, Site site, Upgrade upgrade) {
    this.connection = connection;
    this.limits = limits;
    this.site = site;
    this.upgrade = upgrade;
  }

  @Override
  public void secured() {
    limit(limits.requestTimeout());
  }

  @Override
  public void received(byte[] bytes, int offset, int length) {
    if (webSocket != null) {
      webSocket.received(bytes, offset, length);
      return;
    }
    if (over) return;
    if (held == 0 && !answering) limit(limits.requestTimeout());
    if (length > limits.headBytes() + PIECE_BYTES - held) { // sent ahead, far beyond what is sane
      refuse(new BadRequest(431, "too long"));
      return;
    }
    if (head.length < held + length) head = Arrays.copyOf(head, held + length);
    System.arraycopy(bytes, offset, head, held, length);
    held += length;
    work();
  }

  /// Answers what is there, in order.
  private void work() {
    while (!answering && !over && webSocket == null && held > 0) {
      try {
        int end = endOfHead();
        if (end > limits.headBytes() || (end < 0 && held > limits.headBytes()))
          throw new BadRequest(431, "too long");
        if (end < 0) return;
        Request request = Request.parse(head, end, limits);
        drop(end + 4);
        answer(request);
      } catch (BadRequest bad) {
        refuse(bad);
      }
    }
    if (held == 0) head = NOTHING; // an idle connection holds nothing
  }

  /// Where the empty line begins, -1 if it has not come. A request may not begin with one.
  private int endOfHead() throws BadRequest {
    for (int i = searched; i < held; i++) {
      byte b = head[i];
      if (b == '\n' && (i == 0 || head[i - 1] != '\r')) throw new BadRequest(400, "bare LF");
      if (i > 0 && head[i - 1] == '\r' && b != '\n') throw new BadRequest(400, "bare CR");
      if (i >= 3 && b == '\n' && head[i - 2] == '\n') return i - 3;
    }
    searched = held;
    return -1;
  }

  private void drop(int count) {
    System.arraycopy(head, count, head, 0, held - count);
    held -= count;
    searched = 0;
  }

  private void answer(Request request) throws BadRequest {
    requests++;
    if (request.path().equals(Upgrade.PATH)) {
      upgrade(request);
      return;
    }
    boolean only = request.method().equals("HEAD");
    boolean known = only || request.method().equals("GET");
    Response response =
        known
            ? site.answer(request)
            : Response.text(405, "Only GET and HEAD.").with("allow", "GET, HEAD");
    boolean goesOn = request.keepAlive() && known && requests < limits.requests();
    send(response, goesOn, only ? NOTHING : response.body());
  }

  private void upgrade(Request request) {
    Response response = upgrade.answer(request);
    if (response.status() != 101) {
      log.atDebug()
          .addKeyValue("remote", connection.remoteAddress())
          .addKeyValue("origin", request.header("origin"))
          .addKeyValue("status", response.status())
          .log("websocket_refused");
      send(response, false, response.body());
      return;
    }
    endLimit();
    byte[] switching = response.head(true);
    connection.write(switching, 0, switching.length);
    WebSocket opened = new WebSocket(connection, limits);
    webSocket = opened;
    opened.begin(upgrade.streams());
    byte[] rest = Arrays.copyOf(head, held);
    head = NOTHING;
    held = 0;
    if (rest.length > 0) opened.received(rest, 0, rest.length);
  }

  private void refuse(BadRequest bad) {
    Response response = Response.text(bad.status(), String.valueOf(bad.getMessage()));
    held = 0;
    send(response, false, response.body());
  }

  private void send(Response response, boolean goesOn, byte[] content) {
    byte[] first = response.head(goesOn);
    connection.write(first, 0, first.length);
    body = content;
    sent = 0;
    lastAnswer = !goesOn;
    answering = true;
    connection.pauseReading();
    limit(limits.stallTimeout());
    more();
  }

  /// Writes as much of the answer as the client takes.
  private void more() {
    if (!answering || over) return;
    int before = sent;
    while (sent < body.length && connection.writable()) {
      int length = Math.min(PIECE_BYTES, body.length - sent);
      connection.write(body, sent, length);
      sent += length;
    }
    if (sent < body.length) {
      if (sent > before) limit(limits.stallTimeout());
      return;
    }
    answering = false;
    body = NOTHING;
    if (lastAnswer) {
      end();
      return;
    }
    limit(held > 0 ? limits.requestTimeout() : limits.idleTimeout());
    connection.resumeReading();
  }

  private void end() {
    over = true;
    endLimit();
    connection.close();
  }

  private void tooLate() {
    if (over || webSocket != null) return;
    over = true;
    if (answering) {
      connection.abort();
      return;
    }
    if (held > 0) {
      Response late = Response.text(408, "Too slow.");
      byte[] first = late.head(false);
      connection.write(first, 0, first.length);
      connection.write(late.body(), 0, late.body().length);
    }
    connection.close();
  }

  private void limit(Duration time) {
    endLimit();
    timeout = connection.schedule(this::tooLate, time);
  }

  private void endLimit() {
    if (timeout != null) timeout.cancel();
    timeout = null;
  }

  @Override
  public void flushed() {
    if (webSocket != null) webSocket.flushed();
    else goOn();
  }

  @Override
  public void writabilityChanged() {
    if (webSocket != null) webSocket.writabilityChanged();
    else goOn();
  }

  private void goOn() {
    more();
    work();
  }

  @Override
  public void closed() {
    over = true;
    endLimit();
    if (webSocket != null) webSocket.closed();
  }
}
