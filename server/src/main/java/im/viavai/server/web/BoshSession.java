package im.viavai.server.web;

import im.viavai.server.net.Connection;
import im.viavai.server.net.ConnectionListener;
import im.viavai.server.net.Timeout;
import im.viavai.server.net.TlsSession;
import im.viavai.xmpp.Boundary;
import im.viavai.xmpp.EventLoop;
import im.viavai.xmpp.Stanza;
import im.viavai.xmpp.StreamError;
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
  private @Nullable BoshRequest culprit;
  private long confirmed;
  private long lastFilled;
  private boolean created;
  private boolean flushDue;
  private boolean paused;
  private boolean leaving; // the client said so
  private boolean ending;
  private boolean over;

  BoshSession(String sid, Bosh door, BoshLimits limits, Connection loop, BoshTerms terms) {
    this.sid = sid;
    this.door = door;
    this.limits = limits;
    this.loop = loop;
    this.terms = terms;
    this.inactivity = terms.inactivity();
    this.requests = new BoshRequests(terms.rid(), terms.requests(), limits.pendingBytes());
    this.pace = new BoshPace(terms, limits.polling());
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
    endInactivity();
    confirm(request);
    switch (requests.place(request)) {
      case OUTSIDE -> refuse(exchange);
      case AGAIN -> again(request.rid(), exchange);
      case EARLY, NEXT -> arrived(request, exchange);
    }
    watch();
  }

  private void arrived(BoshRequest request, HttpExchange exchange) {
    boolean tooMany = requests.unanswered() >= terms.requests() && !request.isLast();
    BoshRequest first = requests.arrived(request);
    if (first != null) repeat(first, exchange);
    else if (tooMany) fail("policy-violation", request); // §11
    else work();
  }

  /// Which answers the client has. Without its word (§9.2) it is certain of those that must have
  /// come before it could send this one.
  private void confirm(BoshRequest request) {
    long ack = request.head().number("ack");
    if (ack >= 0) requests.acknowledged(ack);
    long had = terms.acks() ? request.rid() - 1 : request.rid() - terms.requests();
    if (request.rid() > requests.last()) confirmed = Math.max(confirmed, ack >= 0 ? ack : had);
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
    fail("other-request", null);
  }

  private void repeat(BoshRequest one, HttpExchange exchange) {
    HttpExchange before = one.repeated(exchange);
    exchange.onClosed(() -> execute(() -> gone(one, exchange)));
    if (before != null) {
      door.answer(before, terms.content(), BoshBody.empty(" type='error'")); // §17.3
    }
    if (one.repeats() > limits.repeats()) fail("policy-violation", one);
  }

  private void gone(BoshRequest request, HttpExchange exchange) {
    requests.gone(request, exchange);
    watch();
  }

  /// What is next, as far as the stream takes it.
  private void work() {
    while (!paused && !leaving && !ending && !over) {
      BoshRequest next = requests.next();
      if (next == null) break;
      inactivity = terms.inactivity();
      if (pace.tooOften(next, requests.unanswered(), out.size() == 0)) {
        fail("policy-violation", next);
      } else if (!pauses(next)) {
        if (next.head().terminates()) leave(next);
        feed(next);
      }
    }
    flushSoon();
  }

  /// §13: all that were held are answered, so that this one is the oldest and is told the end, with
  /// whatever the stream still had to say.
  private void leave(BoshRequest last) {
    leaving = true;
    for (BoshRequest one = requests.oldest(); one != null && one != last; one = requests.oldest()) {
      answer(one, out.take());
    }
  }

  private void feed(BoshRequest next) {
    if (above == null) return;
    byte[] body = next.takeBody();
    above.received(body, 0, body.length);
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
      if (leaving && !ending) break;
      boolean crowded = requests.inOrder() > terms.hold();
      boolean due = ending || crowded || terms.polls() || out.size() > 0;
      if (!due || (!oldest.attended() && !crowded && !ending)) break;
      if (ending) {
        end();
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
    if (content.length > 0) lastFilled = oldest.rid();
    byte[] whole = BoshBody.of(attributes, content);
    if (!oldest.head().has("pause")) requests.remember(oldest.rid(), whole);
    HttpExchange exchange = oldest.exchange();
    if (exchange != null) door.answer(exchange, terms.content(), whole);
  }

  /// The session is over by a rule of the binding; its XMPP session may be resumed.
  ///
  /// @param guilty the request that broke it, null if that one is answered already
  private void fail(String why, @Nullable BoshRequest guilty) {
    if (condition.isEmpty()) {
      condition = why;
      culprit = guilty;
    }
    ending = true;
    if (requests.oldest() == null) end();
    else flushSoon();
  }

  private void end() {
    if (over) return;
    over = true;
    if (waiting != null) waiting.cancel();
    endInactivity();
    farewell();
    door.ended(this);
    if (above != null) above.closed();
  }

  /// The oldest request is told the end, and all others nothing (§13). After an error it is the one
  /// that broke the rule who hears of it, and all others that it was another (§17.2).
  private void farewell() {
    byte[] content = out.take();
    boolean told = false;
    for (BoshRequest one : requests.removeAll()) {
      HttpExchange exchange = one.exchange();
      if (exchange == null) continue;
      boolean guilty = culprit == null || culprit == one;
      if (told && condition.isEmpty()) {
        door.answer(exchange, terms.content(), BoshBody.empty(""));
      } else {
        bye(exchange, guilty && !(told && culprit == null) ? condition : "other-request", content);
      }
      content = new byte[0];
      told = true;
    }
  }

  private void bye(HttpExchange exchange, String why, byte[] content) {
    if (terms.legacy() && Bosh.legacyStatus(why) != 200) {
      door.refuse(exchange, true, why);
      return;
    }
    if (!why.isEmpty()) door.countRefused();
    door.answer(exchange, terms.content(), BoshBody.of(BoshBody.terminate(why), content));
  }

  // --- time ---

  /// Sets the timers anew: one for the oldest request held, or one for nobody being there.
  private void watch() {
    if (over) return;
    if (requests.attended()) endInactivity();
    else if (inactive == null) inactive = schedule(this::end, inactivity);
    BoshRequest oldest = requests.oldest();
    if (waiting == null && oldest != null && oldest.attended()) {
      long left = terms.longestWait().toNanos() - (System.nanoTime() - oldest.since());
      waiting = schedule(() -> waited(oldest), Duration.ofNanos(Math.max(1, left)));
    }
  }

  private void waited(BoshRequest asked) {
    waiting = null;
    if (over) return;
    BoshRequest oldest = requests.oldest();
    if (oldest == asked && oldest.attended() && isLate(oldest)) {
      if (leaving) {
        ending = true;
        flushSoon();
      } else {
        answer(oldest, new byte[0]);
      }
    }
    watch();
  }

  private boolean isLate(BoshRequest oldest) {
    return System.nanoTime() - oldest.since() >= terms.longestWait().toNanos();
  }

  private void endInactivity() {
    if (inactive != null) inactive.cancel();
    inactive = null;
  }

  // --- the connection that a stream sees ---

  @Override
  public void write(byte[] bytes, int offset, int length) {
    if (over || ending) return;
    add(bytes, offset, length);
  }

  /// What breaks the grammar of a `<body/>` is an error of the binding (§6, §17.2), our own end is
  /// its end, and all others are those of the stream (XEP-0206 §6).
  @Override
  public void writeError(StreamError error, byte[] element) {
    if (over || ending) return;
    switch (error.condition()) {
      case NOT_WELL_FORMED, RESTRICTED_XML, UNSUPPORTED_ENCODING, BAD_FORMAT ->
          condition = "bad-request";
      case SYSTEM_SHUTDOWN -> condition = "system-shutdown";
      default -> {
        condition = "remote-stream-error";
        add(element, 0, element.length);
      }
    }
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

  /// What the client has said or must have read.
  @Override
  public boolean acknowledged() {
    return out.size() == 0 && lastFilled <= confirmed;
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
