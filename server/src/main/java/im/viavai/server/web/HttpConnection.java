package im.viavai.server.web;

import static java.nio.charset.StandardCharsets.US_ASCII;

import im.viavai.server.net.Connection;
import im.viavai.server.net.ConnectionListener;
import im.viavai.server.net.Timeout;
import im.viavai.xmpp.EventLoop;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The requests of one connection, one after the other, until it ends or becomes a WebSocket. Its
/// event loop only.
///
/// ```
///   IDLE --first byte--> HEAD --empty line--> BODY and ANSWER --last byte written--> IDLE
///                                |  upgrade
///                                '--> what comes next is the WebSocket's
/// ```
///
/// A body may still come while the answer goes already. A short rest of it is thrown away and the
/// connection goes on, so that a client that reads nothing before it has written all gets its
/// answer; with a longer one the connection ends.
@EventLoop
final class HttpConnection implements ConnectionListener {
  private static final Logger log = LoggerFactory.getLogger(HttpConnection.class);
  private static final byte[] NOTHING = {};

  /// What one turn of the socket may bring on top of a head.
  private static final int AHEAD_BYTES = 80 * 1024;

  /// The longest rest of a body that is read to be thrown away.
  private static final int REST_BYTES = 256 * 1024;

  private static final byte[] CONTINUE = "HTTP/1.1 100 Continue\r\n\r\n".getBytes(US_ASCII);

  private final Connection connection;
  private final WebLimits limits;
  private final Doors doors;
  private final HeadBuffer ahead = new HeadBuffer();
  private int requests;
  private boolean over;
  private @Nullable Timeout timeout;
  private @Nullable WebSocket webSocket;

  // the request in hand
  private boolean busy;
  private boolean goesOn;
  private @Nullable Exchange exchange;
  private @Nullable Outgoing outgoing;
  private HttpHandler.@Nullable Swift swift;
  private @Nullable RequestBody body;
  private long missing;
  private long bodyMoved;
  private boolean bodyPaused;
  private boolean excused;
  private boolean continueDue;
  private @Nullable Timeout bodyTimeout;

  HttpConnection(Connection connection, WebLimits limits, Doors doors) {
    this.connection = connection;
    this.limits = limits;
    this.doors = doors;
  }

  InetSocketAddress remoteAddress() {
    return connection.remoteAddress();
  }

  Connection connection() {
    return connection;
  }

  /// Any thread.
  void onLoop(Runnable task) {
    if (connection.inEventLoop()) task.run();
    else connection.execute(task);
  }

  @Override
  public void secured() {
    limit(limits.requestTimeout());
  }

  // --- bytes in ---

  @Override
  public void received(byte[] bytes, int offset, int length) {
    if (webSocket != null) {
      webSocket.received(bytes, offset, length);
      return;
    }
    if (over) return;
    int taken = takeBody(bytes, offset, length);
    if (taken == length || over) return;
    hold(bytes, offset + taken, length - taken);
    work();
  }

  private void hold(byte[] bytes, int offset, int length) {
    if (ahead.isEmpty() && !busy) limit(limits.requestTimeout());
    if (length > limits.headBytes() + AHEAD_BYTES - ahead.size()) { // far beyond what is sane
      abort();
      return;
    }
    ahead.add(bytes, offset, length);
    boolean waits = busy && ahead.size() > limits.headBytes();
    if (waits) connection.pauseReading(); // until it is its turn
  }

  /// Answers what is there, in order.
  private void work() {
    while (!busy && !over && webSocket == null && !ahead.isEmpty()) {
      try {
        int end = ahead.endOfHead();
        if (end > limits.headBytes() || (end < 0 && ahead.size() > limits.headBytes()))
          throw new BadRequest(431, "too long");
        if (end < 0) return;
        answer(ahead.takeRequest(end, limits));
      } catch (BadRequest bad) {
        refuse(bad);
      }
    }
  }

  private void answer(Request request) throws BadRequest {
    requests++;
    busy = true;
    goesOn = request.keepAlive() && requests < limits.requests();
    if (!connection.secure()) {
      sendToTls(request);
      return;
    }
    HttpHandler handler = doors.handlers(request.host()).find(request.path());
    if (handler != null) {
      handle(request, handler);
      return;
    }
    PathRules.checkPlain(request.path());
    if (request.bodyBytes() > 0) throw new BadRequest(413, "no bodies here");
    if (request.path().equals(Upgrade.PATH)) {
      upgrade(request);
      return;
    }
    boolean only = request.method().equals("HEAD");
    boolean known = only || request.method().equals("GET");
    Response response =
        known
            ? doors.site().answer(request)
            : Response.text(405, "Only GET and HEAD.").with("allow", "GET, HEAD");
    goesOn &= known;
    byte[] content = only ? NOTHING : response.body();
    begin(response, response.body().length, new Outgoing.Whole(content));
  }

  /// Nothing is said in plain text but where to go (RFC 9110 §15.4.9); the body of the request is
  /// not read.
  private void sendToTls(Request request) {
    goesOn = false;
    if (request.path().equals(Bosh.PATH) && request.method().equals("POST")) {
      Response other = Bosh.seeOtherUri(request.host()); // a client may not follow a redirection
      begin(other, other.body().length, new Outgoing.Whole(other.body()));
      return;
    }
    String query = request.query().isEmpty() ? "" : "?" + request.query();
    Response there =
        Response.text(308, "This is HTTPS.")
            .with("location", "https://" + request.host() + request.path() + query);
    begin(there, there.body().length, new Outgoing.Whole(there.body()));
  }

  private void upgrade(Request request) {
    Response response = doors.upgrade().answer(request);
    if (response.status() != 101) {
      log.atDebug()
          .addKeyValue("remote", connection.remoteAddress())
          .addKeyValue("origin", request.header("origin"))
          .addKeyValue("status", response.status())
          .log("websocket_refused");
      goesOn = false;
      begin(response, response.body().length, new Outgoing.Whole(response.body()));
      return;
    }
    endLimit();
    byte[] switching = response.head(true);
    connection.write(switching, 0, switching.length);
    WebSocket opened = new WebSocket(connection, limits);
    webSocket = opened;
    opened.begin(doors.upgrade().streams());
    byte[] rest = ahead.take(Long.MAX_VALUE);
    if (rest.length > 0) opened.received(rest, 0, rest.length);
  }

  private void refuse(BadRequest bad) {
    Response response = Response.text(bad.status(), String.valueOf(bad.getMessage()));
    ahead.clear();
    busy = true;
    goesOn = false;
    begin(response, response.body().length, new Outgoing.Whole(response.body()));
  }

  // --- handlers and bodies ---

  private void handle(Request request, HttpHandler handler) throws BadRequest {
    if (handler.paths() == HttpHandler.Paths.PLAIN) PathRules.checkPlain(request.path());
    String path = PathRules.decode(request.path());
    endLimit();
    missing = request.bodyBytes();
    bodyPaused = false;
    continueDue = request.waitsToContinue();
    switch (handler) {
      case HttpHandler.Swift now -> {
        if (missing > now.bodyBytes()) throw new BadRequest(413, "too long");
        exchange = new Exchange(this, request, path, InputStream.nullInputStream());
        swift = now;
        body = new RequestBody.Whole((int) missing);
        goOnWithBody();
        readOn();
      }
      case HttpHandler.Waiting later -> {
        BodyPipe pipe =
            new BodyPipe(() -> onLoop(this::goOnWithBody), () -> onLoop(this::bodyHasRoom));
        Exchange waiting = new Exchange(this, request, path, pipe);
        exchange = waiting;
        body = pipe;
        if (!continueDue) goOnWithBody();
        readOn();
        try {
          doors.waiting().execute(() -> waiting.run(later));
        } catch (RejectedExecutionException _) {
          throw new BadRequest(503, "the server stops");
        }
      }
    }
  }

  /// What came behind the head, or the end if nothing is to come.
  private void readOn() {
    if (missing == 0) endOfBody();
    if (missing == 0 || ahead.isEmpty()) return;
    byte[] early = ahead.take(missing); // whoever gets it may answer, and end everything
    takeBody(early, 0, early.length);
  }

  /// The client may send; from now on it has to.
  private void goOnWithBody() {
    if (over || body == null || missing == 0 || bodyTimeout != null) return;
    if (continueDue && outgoing == null) connection.write(CONTINUE, 0, CONTINUE.length);
    continueDue = false;
    bodyMoved = 0;
    bodyTimeout = connection.schedule(this::checkPace, limits.requestTimeout());
  }

  private int takeBody(byte[] bytes, int offset, int length) {
    RequestBody taker = body;
    if (taker == null) return 0;
    int count = (int) Math.min(missing, length);
    if (count > 0) {
      missing -= count;
      bodyMoved += count;
      taker.add(bytes, offset, count);
      if (taker instanceof BodyPipe pipe && missing > 0 && pipe.full()) {
        bodyPaused = true;
        connection.pauseReading();
      }
    }
    if (missing == 0) endOfBody();
    return count;
  }

  private void endOfBody() {
    RequestBody taken = body;
    if (taken == null) return;
    body = null;
    endBodyTimeout();
    taken.complete();
    if (taken instanceof RequestBody.Rest && outgoing == null) ready();
    Exchange current = exchange;
    HttpHandler.Swift handler = swift;
    swift = null;
    if (handler != null && current != null && taken instanceof RequestBody.Whole whole)
      current.run(handler, whole.bytes());
  }

  private void bodyHasRoom() {
    if (over || body == null) return;
    excused = true; // this while it was we who made it wait
    bodyPaused = false;
    connection.resumeReading();
  }

  /// A body comes at a minimum rate, or not at all.
  private void checkPace() {
    if (over || body == null) return;
    long least = limits.bodyBytesPerSecond() * limits.requestTimeout().toMillis() / 1000;
    if (!bodyPaused && !excused && bodyMoved < least) {
      tooSlow();
      return;
    }
    bodyMoved = 0;
    excused = false;
    bodyTimeout = connection.schedule(this::checkPace, limits.requestTimeout());
  }

  private void tooSlow() {
    RequestBody taker = body;
    if (taker != null) taker.fail("too slow");
    body = null;
    swift = null;
    if (outgoing != null) {
      abort();
      return;
    }
    if (taker instanceof RequestBody.Rest) {
      end();
      return;
    }
    if (exchange != null) exchange.ended();
    refuse(new BadRequest(408, "Too slow."));
  }

  private void endBodyTimeout() {
    if (bodyTimeout != null) bodyTimeout.cancel();
    bodyTimeout = null;
  }

  // --- bytes out ---

  /// The answer to the request in hand.
  ///
  /// @param bytes of its body, for the head
  void begin(Response response, long bytes, Outgoing content) {
    if (over) {
      content.fail();
      return;
    }
    if (body != null) leaveRest(body);
    byte[] first = response.head(goesOn, bytes);
    connection.write(first, 0, first.length);
    outgoing = content;
    if (body == null) connection.pauseReading();
    limit(limits.stallTimeout());
    more();
  }

  /// Nobody reads the rest of the body.
  private void leaveRest(RequestBody unread) {
    unread.fail("it was answered");
    if (!goesOn || continueDue || missing > REST_BYTES) {
      goesOn = false;
      return;
    }
    body = new RequestBody.Rest();
    bodyPaused = false;
    connection.resumeReading();
  }

  /// Writes as much of the answer as the client takes.
  private void more() {
    Outgoing content = outgoing;
    if (content == null || over) return;
    boolean moved = false;
    while (connection.writable() && content.writePiece(connection)) moved = true;
    if (content.finished()) {
      endOfAnswer();
      return;
    }
    if (connection.writable()) endLimit(); // it is we who are slow
    else if (moved || timeout == null) limit(limits.stallTimeout());
  }

  private void endOfAnswer() {
    outgoing = null;
    Exchange done = exchange;
    exchange = null;
    swift = null;
    if (done != null) done.ended();
    if (!goesOn) end();
    else if (body == null) ready();
    else endLimit(); // the pace of its rest is watched
  }

  /// For the next request.
  private void ready() {
    busy = false;
    limit(ahead.isEmpty() ? limits.idleTimeout() : limits.requestTimeout());
    connection.resumeReading();
  }

  private void end() {
    stop();
    connection.close();
  }

  /// Ends it in the middle of something.
  void abort() {
    stop();
    connection.abort();
  }

  private void stop() {
    over = true;
    endLimit();
    endBodyTimeout();
    if (body != null) body.fail("the client is gone");
    if (outgoing != null) outgoing.fail();
    if (exchange != null) exchange.ended();
    body = null;
    outgoing = null;
    exchange = null;
    swift = null;
    ahead.clear();
  }

  private void tooLate() {
    if (over || webSocket != null) return;
    if (busy) {
      abort();
      return;
    }
    if (!ahead.isEmpty()) {
      Response late = Response.text(408, "Too slow.");
      byte[] first = late.head(false);
      connection.write(first, 0, first.length);
      connection.write(late.body(), 0, late.body().length);
    }
    end();
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

  void goOn() {
    more();
    work();
  }

  @Override
  public void closed() {
    stop();
    if (webSocket != null) webSocket.closed();
  }
}
