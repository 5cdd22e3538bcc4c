package im.viavai.server.web;

import static java.nio.charset.StandardCharsets.UTF_8;

import im.viavai.server.net.Connection;
import im.viavai.server.net.ConnectionListener;
import im.viavai.server.net.Timeout;
import im.viavai.server.net.TlsSession;
import im.viavai.xmpp.Boundary;
import im.viavai.xmpp.EventLoop;
import im.viavai.xmpp.Stanza;
import java.io.ByteArrayOutputStream;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A [Connection] whose messages are the bodies of many HTTP requests (XEP-0124). All its work is
/// done on the event loop of the connection that created it, wherever its requests come in.
///
/// ```
///   request --RidWindow--> early (waits for its turn) --> held (waits for an answer) --> sent (a copy, to be asked for again)
/// ```
///
/// A client that is gone too long loses its session as one whose TCP connection broke: it may be
/// resumed (XEP-0198).
@EventLoop
@Boundary("a session that fails by our own mistake ends, and nothing else")
final class BoshSession implements Connection {
  private static final Logger log = LoggerFactory.getLogger(BoshSession.class);
  private static final int HIGH_WATER_BYTES = 64 * 1024;

  /// One request. `exchange` is null when its connection ended.
  private static final class Asked {
    final long rid;
    final BodyHead head;
    final byte[] body;
    @Nullable HttpExchange exchange;
    int repeats;

    Asked(long rid, BodyHead head, byte[] body, HttpExchange exchange) {
      this.rid = rid;
      this.head = head;
      this.body = body;
      this.exchange = exchange;
    }
  }

  /// What was answered.
  @SuppressWarnings("ArrayRecordComponent") // never changed
  private record Answered(long rid, byte[] body) {}

  private final String sid;
  private final Bosh door;
  private final BoshLimits limits;
  private final Connection loop;
  private final BoshTerms terms;
  private final RidWindow window;
  private final TreeMap<Long, Asked> early = new TreeMap<>();
  private final ArrayDeque<Asked> held = new ArrayDeque<>();
  private final ArrayDeque<Answered> sent = new ArrayDeque<>();
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private @Nullable ConnectionListener above;
  private @Nullable Timeout waiting;
  private @Nullable Timeout inactive;
  private Duration inactivity;
  private @Nullable String condition;
  private boolean streamError;
  private boolean created;
  private boolean flushDue;
  private boolean paused;
  private boolean writable = true;
  private boolean ending;
  private boolean over;
  private boolean lastWasEmpty;
  private long lastEmptyAt;

  BoshSession(String sid, Bosh door, BoshLimits limits, Connection loop, BoshTerms terms) {
    this.sid = sid;
    this.door = door;
    this.limits = limits;
    this.loop = loop;
    this.terms = terms;
    this.inactivity = terms.inactivity();
    this.window = new RidWindow(terms.rid() - 1, terms.requests());
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
    Asked asked = new Asked(rid, head, body, exchange);
    exchange.onClosed(() -> execute(() -> gone(asked, exchange)));
    if (inEventLoop()) run(() -> take(asked, exchange));
    else execute(() -> take(asked, exchange));
  }

  private void take(Asked asked, HttpExchange exchange) {
    if (over) {
      door.refuse(exchange, terms.legacy(), "item-not-found");
      return;
    }
    if (asked.head.has("ack")) forget(asked.head.number("ack"));
    switch (window.place(asked.rid)) {
      case OUTSIDE -> {
        answerNow(exchange, "item-not-found");
        fail("item-not-found");
      }
      case AGAIN -> again(asked.rid, exchange);
      case EARLY -> {
        Asked first = early.putIfAbsent(asked.rid, asked);
        if (first != null) replace(first, exchange);
      }
      case NEXT -> {
        early.put(asked.rid, asked);
        work();
      }
    }
    watch();
  }

  private void forget(long ack) {
    while (!sent.isEmpty() && sent.getFirst().rid() <= ack) sent.removeFirst();
  }

  /// §14.3: the same answer once more, or the answer to the latest of them.
  private void again(long rid, HttpExchange exchange) {
    for (Asked one : held) {
      if (one.rid == rid) {
        replace(one, exchange);
        flushSoon();
        return;
      }
    }
    for (Answered one : sent) {
      if (one.rid() == rid) {
        door.answer(exchange, terms.content(), one.body());
        return;
      }
    }
    answerNow(exchange, "item-not-found");
    fail("item-not-found");
  }

  private void replace(Asked one, HttpExchange exchange) {
    HttpExchange before = one.exchange;
    one.exchange = exchange;
    exchange.onClosed(() -> execute(() -> gone(one, exchange)));
    if (before != null) door.answer(before, terms.content(), body(" type='error'", ""));
    if (++one.repeats > limits.repeats()) fail("policy-violation");
  }

  @SuppressWarnings("ReferenceEquality") // that very exchange
  private void gone(Asked asked, HttpExchange exchange) {
    if (asked.exchange == exchange) asked.exchange = null;
    watch();
  }

  /// What is next, as far as the stream takes it.
  private void work() {
    while (!paused && !ending && !over) {
      Asked next = early.remove(window.last() + 1);
      if (next == null) break;
      window.advance();
      held.add(next);
      inactivity = terms.inactivity();
      if (!tooOften(next) && !pauses(next)) feed(next);
    }
    flushSoon();
  }

  private void feed(Asked next) {
    if (above == null) return;
    above.received(next.body, 0, next.body.length);
    above.messageEnded();
  }

  /// §12. Sessions that are no polling ones are slowed down by their stream like all others.
  private boolean tooOften(Asked next) {
    long now = System.nanoTime();
    boolean empty =
        next.head.empty()
            && !next.head.terminates()
            && !next.head.has("pause")
            && !next.head.restarts()
            && next.rid != terms.rid();
    boolean often =
        terms.polls()
            && empty
            && lastWasEmpty
            && out.size() == 0
            && now - lastEmptyAt < limits.polling().toNanos();
    lastWasEmpty = empty && out.size() == 0;
    lastEmptyAt = now;
    if (often) fail("policy-violation");
    return often;
  }

  /// §10: all that is held is answered, without payloads.
  private boolean pauses(Asked next) {
    long seconds = next.head.number("pause");
    if (seconds < 0 || seconds > limits.longestPause().toSeconds()) return false;
    while (!held.isEmpty()) answer(held.removeFirst(), "", new byte[0]);
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
    while (!held.isEmpty() && !over) {
      Asked oldest = held.getFirst();
      boolean crowded = held.size() > terms.hold();
      boolean due = ending || crowded || terms.polls() || out.size() > 0;
      if (!due || (oldest.exchange == null && !crowded && !ending)) break;
      held.removeFirst();
      byte[] content = out.toByteArray();
      out.reset();
      if (ending) {
        farewell(oldest, content);
        return;
      }
      answer(oldest, "", content);
    }
    watch();
    drained();
  }

  private void answer(Asked asked, String more, byte[] content) {
    StringBuilder attributes = new StringBuilder(more);
    if (!created) {
      created = true;
      attributes.append(terms.attributes(sid, limits));
    } else if (terms.acks() && window.last() != asked.rid) {
      attributes.append(" ack='").append(window.last()).append('\'');
    }
    byte[] whole = body(attributes.toString(), new String(content, UTF_8));
    if (!asked.head.has("pause")) sent.add(new Answered(asked.rid, whole));
    while (sent.size() > terms.requests()) sent.removeFirst();
    HttpExchange exchange = asked.exchange;
    if (exchange != null) door.answer(exchange, terms.content(), whole);
  }

  private static byte[] body(String attributes, String content) {
    String start =
        "<body xmlns='http://jabber.org/protocol/httpbind'"
            + " xmlns:stream='http://etherx.jabber.org/streams'"
            + attributes;
    return (content.isEmpty() ? start + "/>" : start + ">" + content + "</body>").getBytes(UTF_8);
  }

  /// The oldest one is told the end, and all others nothing (§13).
  private void farewell(Asked oldest, byte[] content) {
    String why = streamError ? "remote-stream-error" : condition;
    String attributes = " type='terminate'" + (why == null ? "" : " condition='" + why + "'");
    HttpExchange exchange = oldest.exchange;
    if (exchange != null) {
      if (why != null && terms.legacy() && !streamError) door.refuse(exchange, true, why);
      else door.answer(exchange, terms.content(), body(attributes, new String(content, UTF_8)));
    }
    end();
  }

  private void answerNow(HttpExchange exchange, String why) {
    door.refuse(exchange, terms.legacy(), why);
  }

  /// The session is over by a rule of the binding; its XMPP session may be resumed.
  private void fail(String why) {
    if (condition == null) condition = why;
    ending = true;
    flushSoon();
    if (held.isEmpty()) end();
  }

  private void end() {
    if (over) return;
    over = true;
    if (waiting != null) waiting.cancel();
    if (inactive != null) inactive.cancel();
    for (Asked one : held) leave(one);
    for (Asked one : early.values()) leave(one);
    held.clear();
    early.clear();
    sent.clear();
    out.reset();
    door.ended(this);
    if (above != null) above.closed();
  }

  private void leave(Asked one) {
    HttpExchange exchange = one.exchange;
    if (exchange != null) door.answer(exchange, terms.content(), body("", ""));
  }

  // --- time ---

  /// Sets the timers anew: one for the oldest request held, or one for nobody being there.
  private void watch() {
    if (over) return;
    boolean somebody =
        held.stream().anyMatch(one -> one.exchange != null)
            || early.values().stream().anyMatch(one -> one.exchange != null);
    if (somebody && inactive != null) {
      inactive.cancel();
      inactive = null;
    } else if (!somebody && inactive == null) {
      inactive = schedule(this::end, inactivity);
    }
    if (waiting == null && !held.isEmpty()) {
      Asked oldest = held.getFirst();
      waiting = schedule(() -> waited(oldest), terms.longestWait());
    }
  }

  private void waited(Asked oldest) {
    waiting = null;
    if (over) return;
    if (held.peekFirst() == oldest && oldest.exchange != null) {
      held.removeFirst();
      answer(oldest, "", new byte[0]);
    }
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
    if (out.size() + length > limits.pendingBytes()) {
      log.atInfo().addKeyValue("remote", remoteAddress()).log("connection_slow_reader");
      execute(this::end);
      ending = true;
      return;
    }
    out.write(bytes, offset, length);
    if (out.size() >= HIGH_WATER_BYTES && writable) {
      writable = false;
      execute(this::tellWritability);
    }
    flushSoon();
  }

  private void tellWritability() {
    if (above != null && !over) above.writabilityChanged();
  }

  private void drained() {
    if (over || ending || out.size() > 0 || above == null) return;
    if (!writable) {
      writable = true;
      above.writabilityChanged();
    }
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
    return writable;
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
