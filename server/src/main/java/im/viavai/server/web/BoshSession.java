package im.viavai.server.web;

import static java.nio.charset.StandardCharsets.UTF_8;

import im.viavai.server.net.Connection;
import im.viavai.server.net.ConnectionListener;
import im.viavai.server.net.Timeout;
import im.viavai.server.net.TlsSession;
import im.viavai.xmpp.Boundary;
import im.viavai.xmpp.EventLoop;
import im.viavai.xmpp.Stanza;
import java.net.InetSocketAddress;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A [Connection] whose messages are the bodies of many HTTP requests (XEP-0124). All its work is
/// done on the event loop of the connection that created it, wherever its requests come in.
///
/// ```
///   HttpExchange --> BoshRequests --body--> stream
///        ^             | BoshPace             |
///        '--BoshBody---+<----BoshOutput-------'
/// ```
///
/// A client that is gone too long loses its session as one whose TCP connection broke: it may be
/// resumed (XEP-0198).
@EventLoop
@Boundary("a session that fails by our own mistake ends, and nothing else")
final class BoshSession implements Connection {
  private static final Logger log = LoggerFactory.getLogger(BoshSession.class);

  private final String sid;
  private final Bosh door;
  private final BoshLimits limits;
  private final Connection loop;
  private final BoshTerms terms;
  private final BoshRequests requests;
  private final BoshPace pace;
  private final BoshOutput out;
  private @Nullable ConnectionListener above;
  private @Nullable Timeout waiting;
  private @Nullable Timeout inactive;
  private Duration inactivity;
  private String condition = "";
  private boolean streamError;
  private boolean created;
  private boolean flushDue;
  private boolean paused;
  private boolean ending;
  private boolean over;

  BoshSession(String sid, Bosh door, BoshLimits limits, Connection loop, BoshTerms terms) {
    this.sid = sid;
    this.door = door;
    this.limits = limits;
    this.loop = loop;
    this.terms = terms;
    this.inactivity = terms.inactivity();
    this.requests = new BoshRequests(terms.rid(), terms.requests());
    this.pace = new BoshPace(terms.polls(), limits.polling());
    this.out = new BoshOutput(limits.pendingBytes());
  }

  String sid() {
    return sid;
  }

  boolean legacy() {
    return terms.legacy();
  }

  void begin(ConnectionListener.Acceptor streams) {
    above = streams.accept(this);
  }

  // --- requests in ---

  /// Any thread.
  void request(long rid, BodyHead head, byte[] body, HttpExchange exchange) {
    BoshRequest request = new BoshRequest(rid, head, body, exchange);
    exchange.onClosed(() -> execute(() -> gone(request, exchange)));
    if (inEventLoop()) run(() -> take(request, exchange));
    else execute(() -> take(request, exchange));
  }

  private void take(BoshRequest request, HttpExchange exchange) {
    if (over) {
      door.refuse(exchange, terms.legacy(), "item-not-found");
      return;
    }
    if (request.head().has("ack")) requests.acknowledged(request.head().number("ack"));
    switch (requests.place(request.rid())) {
      case OUTSIDE -> refuse(exchange);
      case AGAIN -> again(request.rid(), exchange);
      case EARLY -> {
        BoshRequest first = requests.arrived(request);
        if (first != null) repeat(first, exchange);
      }
      case NEXT -> {
        requests.arrived(request);
        work();
      }
    }
    watch();
  }

  /// §14.3: the same answer once more, or the answer to the latest of them.
  private void again(long rid, HttpExchange exchange) {
    BoshRequest held = requests.held(rid);
    byte[] answer = requests.answer(rid);
    if (held != null) {
      repeat(held, exchange);
      flushSoon();
    } else if (answer != null) {
      door.answer(exchange, terms.content(), answer);
    } else {
      refuse(exchange);
    }
  }

  /// §14.2, §14.3: the same condition whether the rid is too large or too small.
  private void refuse(HttpExchange exchange) {
    door.refuse(exchange, terms.legacy(), "item-not-found");
    fail("item-not-found");
  }

  private void repeat(BoshRequest one, HttpExchange exchange) {
    HttpExchange before = one.repeated(exchange);
    exchange.onClosed(() -> execute(() -> gone(one, exchange)));
    if (before != null) {
      door.answer(before, terms.content(), BoshBody.empty(" type='error'")); // §17.3
    }
    if (one.repeats() > limits.repeats()) fail("policy-violation");
  }

  private void gone(BoshRequest request, HttpExchange exchange) {
    request.gone(exchange);
    watch();
  }

  /// What is next, as far as the stream takes it.
  private void work() {
    while (!paused && !ending && !over) {
      BoshRequest next = requests.next();
      if (next == null) break;
      inactivity = terms.inactivity();
      if (pace.tooOften(isEmpty(next), out.size() == 0, System.nanoTime())) {
        fail("policy-violation");
      } else if (!pauses(next)) {
        feed(next);
      }
    }
    flushSoon();
  }

  private boolean isEmpty(BoshRequest next) {
    BodyHead head = next.head();
    return head.empty()
        && !head.terminates()
        && !head.has("pause")
        && !head.restarts()
        && next.rid() != terms.rid();
  }

  private void feed(BoshRequest next) {
    if (above == null) return;
    above.received(next.body(), 0, next.body().length);
    above.messageEnded();
  }

  /// §10: all that is held is answered, without payloads.
  private boolean pauses(BoshRequest next) {
    long seconds = next.head().number("pause");
    if (seconds < 0 || seconds > limits.longestPause().toSeconds()) return false;
    for (BoshRequest one = requests.oldest(); one != null; one = requests.oldest()) {
      answer(one, new byte[0]);
    }
    inactivity = Duration.ofSeconds(seconds);
    return true;
  }

  // --- answers out ---

  private void flushSoon() {
    if (flushDue) return;
    flushDue = true;
    execute(this::flush);
  }

  private void flush() {
    flushDue = false;
    for (BoshRequest oldest = requests.oldest();
        oldest != null && !over;
        oldest = requests.oldest()) {
      boolean crowded = requests.held() > terms.hold();
      boolean due = ending || crowded || terms.polls() || out.size() > 0;
      if (!due || (!oldest.attended() && !crowded && !ending)) break;
      if (ending) {
        farewell(oldest);
        return;
      }
      answer(oldest, out.take());
    }
    watch();
    drained();
  }

  private void answer(BoshRequest oldest, byte[] content) {
    requests.removeOldest();
    String attributes = "";
    if (!created) {
      created = true;
      attributes = terms.attributes(sid, limits);
    } else if (terms.acks() && requests.last() != oldest.rid()) {
      attributes = " ack='" + requests.last() + "'";
    }
    byte[] whole = BoshBody.of(attributes, content);
    if (!oldest.head().has("pause")) requests.remember(oldest.rid(), whole);
    HttpExchange exchange = oldest.exchange();
    if (exchange != null) door.answer(exchange, terms.content(), whole);
  }

  /// The oldest one is told the end, and all others nothing (§13).
  private void farewell(BoshRequest oldest) {
    requests.removeOldest();
    byte[] content = out.take();
    String why = streamError ? "remote-stream-error" : condition;
    HttpExchange exchange = oldest.exchange();
    if (exchange != null) {
      if (terms.legacy() && !streamError && !why.isEmpty()) door.refuse(exchange, true, why);
      else door.answer(exchange, terms.content(), BoshBody.of(BoshBody.terminate(why), content));
    }
    end();
  }

  /// The session is over by a rule of the binding; its XMPP session may be resumed.
  private void fail(String why) {
    if (condition.isEmpty()) condition = why;
    ending = true;
    flushSoon();
    if (requests.oldest() == null) end();
  }

  private void end() {
    if (over) return;
    over = true;
    if (waiting != null) waiting.cancel();
    if (inactive != null) inactive.cancel();
    for (BoshRequest one : requests.removeAll()) {
      HttpExchange exchange = one.exchange();
      if (exchange != null) door.answer(exchange, terms.content(), BoshBody.empty(""));
    }
    out.take();
    door.ended(this);
    if (above != null) above.closed();
  }

  // --- time ---

  /// Sets the timers anew: one for the oldest request held, or one for nobody being there.
  private void watch() {
    if (over) return;
    boolean somebody = requests.attended();
    if (somebody && inactive != null) {
      inactive.cancel();
      inactive = null;
    } else if (!somebody && inactive == null) {
      inactive = schedule(this::end, inactivity);
    }
    BoshRequest oldest = requests.oldest();
    if (waiting == null && oldest != null) {
      waiting = schedule(() -> waited(oldest), terms.longestWait());
    }
  }

  private void waited(BoshRequest oldest) {
    waiting = null;
    if (over) return;
    if (requests.oldest() == oldest && oldest.attended()) answer(oldest, new byte[0]);
    watch();
  }

  // --- the connection that a stream sees ---

  @Override
  public void write(byte[] bytes, int offset, int length) {
    if (over || ending) return;
    // of what this server writes, only a stream error begins so (XEP-0206 §6)
    if (new String(bytes, offset, Math.min(length, 13), UTF_8).equals("<stream:error")) {
      streamError = true;
    }
    add(bytes, offset, length);
  }

  @Override
  public void write(Stanza stanza) {
    if (over || ending) return;
    byte[] document = stanza.embedded(); // XEP-0206 §2: it declares its namespace
    add(document, 0, document.length);
  }

  private void add(byte[] bytes, int offset, int length) {
    if (!out.add(bytes, offset, length)) {
      log.atInfo().addKeyValue("remote", remoteAddress()).log("connection_slow_reader");
      execute(this::end);
      ending = true;
      return;
    }
    if (out.filled()) execute(this::tellWritability);
    flushSoon();
  }

  private void tellWritability() {
    if (above != null && !over) above.writabilityChanged();
  }

  private void drained() {
    if (over || ending || out.size() > 0 || above == null) return;
    if (out.emptied()) above.writabilityChanged();
    above.flushed();
  }

  @Override
  public InetSocketAddress remoteAddress() {
    return terms.remote();
  }

  @Override
  public boolean secure() {
    return true; // HttpConnection answers nothing in plain text
  }

  @Override
  public String serverName() {
    return "";
  }

  /// Its requests come over many TLS connections, so there is no channel to bind to.
  @Override
  public TlsSession tls() {
    return TlsSession.NONE;
  }

  @Override
  public void startTls() {}

  @Override
  public long pendingBytes() {
    return out.size();
  }

  @Override
  public boolean writable() {
    return out.writable();
  }

  @Override
  public void pauseReading() {
    paused = true;
  }

  @Override
  public void resumeReading() {
    if (!paused) return;
    paused = false;
    execute(this::work);
  }

  @Override
  public void close() {
    if (over || ending) return;
    ending = true;
    flushSoon();
  }

  @Override
  public void abort() {
    ending = true;
    execute(this::end);
  }

  @Override
  public void execute(Runnable task) {
    loop.execute(() -> run(task));
  }

  @Override
  public boolean inEventLoop() {
    return loop.inEventLoop();
  }

  @Override
  public Timeout schedule(Runnable task, Duration delay) {
    return loop.schedule(() -> run(task), delay);
  }

  private void run(Runnable task) {
    try {
      task.run();
    } catch (RuntimeException e) {
      log.atError().addKeyValue("remote", remoteAddress()).setCause(e).log("bosh_failed");
      condition = "internal-server-error";
      ending = true;
      end();
    }
  }
}
