package im.viavai.server.web;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import im.viavai.server.config.BoshOptions;
import im.viavai.server.config.Config;
import im.viavai.server.net.Connection;
import im.viavai.server.net.ConnectionListener;
import im.viavai.server.net.Timeout;
import im.viavai.server.net.TlsSession;
import im.viavai.server.sasl.Tokens;
import im.viavai.xmpp.Requirement;
import im.viavai.xmpp.Stanza;
import java.lang.ref.WeakReference;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// A session without sockets against a simple model: what a client that may send anything in any
/// order is told.
class BoshSessionTest {
  private static final long FIRST = 1_000;
  private static final int RUNS = 3_000;
  private static final int HELD = 200;
  private static final int LONG = 8_000;

  @Requirement(
      document = "XEP-0124",
      section = "14.2",
      quote = "MUST forward the payloads to the server and respond to the client requests in the")
  @Test
  void whateverTheOrderNothingIsLostDoubledOrSwapped() {
    for (int seed = 0; seed < RUNS; seed++) new Play(new Random(seed), seed).run();
  }

  /// What is held is the request and not its bytes, and what came too early is no more than the
  /// window: each client bounds what it costs.
  @Test
  void manyHeldRequestsKeepNoBodies() {
    List<Play> held = new ArrayList<>();
    List<WeakReference<byte[]>> bodies = new ArrayList<>();
    for (int seed = 0; seed < HELD; seed++) {
      Play play = new Play(new Random(seed), seed);
      for (int i = 1; i < play.requests; i++) bodies.add(play.askAtLength(FIRST + i));
      play.loop.run();
      held.add(play);
    }
    await()
        .until(() -> {
          System.gc();
          return bodies.stream().allMatch(body -> body.refersTo(null));
        });
    for (Play play : held) {
      assertThat(play.closed).isFalse();
      long waiting = play.open.stream().filter(asked -> asked.answer == null).count();
      assertThat(waiting).as(play.name).isBetween(1L, (long) play.requests);
    }
  }

  /// One session and what ought to be true of it.
  private static final class Play {
    private final Random random;
    private final String name;
    private final Loop loop = new Loop();
    private final List<Long> fed = new ArrayList<>();
    private final StringBuilder written = new StringBuilder();
    private final Map<Long, String> answers = new TreeMap<>();
    private final List<Asked> open = new ArrayList<>();
    private final BoshSession session;
    private final int requests;
    private long next = FIRST;
    private int payloads;
    private boolean closed;

    Play(Random random, int seed) {
      this.random = random;
      this.name = "seed " + seed;
      int hold = 1 + random.nextInt(3);
      requests = hold + 1;
      BoshLimits base = BoshLimits.of(Config.defaults().of(BoshOptions.class));
      BoshLimits limits =
          new BoshLimits(
              10,
              10,
              4096,
              4096,
              hold,
              base.longestWait(),
              base.inactivity(),
              Duration.ZERO,
              base.longestPause(),
              3);
      BodyHead head = head("<body rid='" + FIRST + "' hold='" + hold + "' ver='1.11'" + END);
      BoshTerms terms = BoshTerms.of(head, "localhost", limits, loop.remoteAddress());
      Bosh door =
          new Bosh(limits, List.of(), _ -> true, new Tokens(new SecureRandom()), _ -> stream());
      session = new BoshSession("sid", door, limits, loop, terms);
      session.begin(_ -> stream());
      ask(FIRST);
    }

    private static final String END = " xmlns='http://jabber.org/protocol/httpbind'/>";

    private static BodyHead head(String body) {
      BodyHead head = BodyHead.read(body.getBytes(UTF_8));
      if (head == null) throw new AssertionError(body);
      return head;
    }

    private ConnectionListener stream() {
      return new ConnectionListener() {
        @Override
        public void received(byte[] bytes, int offset, int length) {
          fed.add(head(new String(bytes, offset, length, UTF_8)).number("rid"));
        }

        @Override
        public void secured() {}

        @Override
        public void flushed() {}

        @Override
        public void writabilityChanged() {}

        @Override
        public void closed() {
          closed = true;
        }
      };
    }

    void run() {
      for (int step = 0; step < 40 && !closed; step++) {
        step();
        loop.run();
        look();
      }
      if (!closed) everythingComesInTheEnd();
    }

    private void step() {
      long last = fed.isEmpty() ? FIRST : fed.getLast();
      switch (random.nextInt(10)) {
        case 0, 1, 2 -> say();
        case 3 -> ask(FIRST + random.nextLong(next - FIRST + 1));
        case 4 -> cut();
        case 5 -> ask(last + 1 + random.nextInt(requests));
        default -> ask(++next);
      }
    }

    private long lastFed() {
      return fed.getLast();
    }

    private void say() {
      String payload = "<p n='" + payloads++ + "'/>";
      byte[] bytes = payload.getBytes(UTF_8);
      session.write(bytes, 0, bytes.length);
      written.append(payload);
    }

    private void ask(long rid) {
      next = Math.max(next, rid);
      Asked asked = new Asked(rid);
      open.add(asked);
      String body = "<body rid='" + rid + "'" + END;
      session.request(rid, head(body), body.getBytes(UTF_8), asked);
    }

    /// A request with as much in it as is taken; its bytes.
    private WeakReference<byte[]> askAtLength(long rid) {
      next = Math.max(next, rid);
      Asked asked = new Asked(rid);
      open.add(asked);
      String head = "<body rid='" + rid + "'" + END;
      String text = "<p>" + "x".repeat(LONG) + "</p>";
      byte[] body = head.replace("/>", ">" + text + "</body>").getBytes(UTF_8);
      session.request(rid, head(head), body, asked);
      return new WeakReference<>(body);
    }

    /// A connection breaks.
    private void cut() {
      if (open.isEmpty()) return;
      Asked one = open.remove(random.nextInt(open.size()));
      if (one.answer == null && one.closed != null) one.closed.run();
    }

    private void look() {
      for (int i = 0; i < fed.size(); i++) assertThat(fed.get(i)).as(name).isEqualTo(FIRST + i);
      for (Asked asked : List.copyOf(open)) {
        String answer = asked.answer;
        if (answer == null) continue;
        open.remove(asked);
        if (answer.contains("type=")) continue; // an error, which is no answer to keep
        String before = answers.putIfAbsent(asked.rid, answer);
        if (before != null) assertThat(answer).as(name).isEqualTo(before);
      }
      long waiting = open.stream().map(asked -> asked.rid).distinct().count();
      if (!closed) assertThat(waiting).as(name + " " + fed).isLessThanOrEqualTo(requests);
    }

    /// A client that goes on in order, asking again for what it lost, has all that was said.
    private void everythingComesInTheEnd() {
      for (int i = 0; i < 8 && !closed; i++) {
        long rid = lastFed();
        for (long lost = Math.max(FIRST, rid - requests + 1); lost <= rid && !closed; lost++) {
          if (!answers.containsKey(lost) && open.stream().noneMatch(isOf(lost))) ask(lost);
          loop.run();
          look();
        }
        if (closed) return;
        ask(rid + 1);
        loop.run();
        look();
      }
      if (closed) return;
      StringBuilder heard = new StringBuilder();
      boolean gap = false;
      for (long rid = FIRST; rid <= lastFed(); rid++) {
        gap |= !answers.containsKey(rid) && rid < lastFed() - requests;
        heard.append(answers.getOrDefault(rid, "").replaceAll("<body[^>]*>|</body>", ""));
      }
      if (!gap) assertThat(heard.toString()).as(name).isEqualTo(written.toString());
    }

    private static java.util.function.Predicate<Asked> isOf(long rid) {
      return asked -> asked.rid == rid;
    }
  }

  /// A request whose answer is kept.
  private static final class Asked implements HttpExchange {
    private final long rid;
    private @Nullable String answer;
    private @Nullable Runnable closed;

    Asked(long rid) {
      this.rid = rid;
    }

    @Override
    public String method() {
      return "POST";
    }

    @Override
    public String path() {
      return Bosh.PATH;
    }

    @Override
    public String query() {
      return "";
    }

    @Override
    public String header(String header) {
      return "";
    }

    @Override
    public String host() {
      return "localhost";
    }

    @Override
    public InetSocketAddress remoteAddress() {
      return new InetSocketAddress(InetAddress.getLoopbackAddress(), 1);
    }

    @Override
    public void onClosed(Runnable action) {
      closed = action;
    }

    @Override
    public void respond(Response response) {
      assertThat(answer).as("answered once").isNull();
      answer = new String(response.body(), UTF_8);
    }
  }

  /// An event loop that does what it has when it is told to; its clock stands still.
  private static final class Loop implements Connection {
    private final ArrayDeque<Runnable> tasks = new ArrayDeque<>();

    void run() {
      for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) task.run();
    }

    @Override
    public InetSocketAddress remoteAddress() {
      return new InetSocketAddress(InetAddress.getLoopbackAddress(), 1);
    }

    @Override
    public boolean secure() {
      return true;
    }

    @Override
    public String serverName() {
      return "";
    }

    @Override
    public TlsSession tls() {
      return TlsSession.NONE;
    }

    @Override
    public void startTls() {}

    @Override
    public void write(byte[] bytes, int offset, int length) {}

    @Override
    public void write(Stanza stanza) {}

    @Override
    public long pendingBytes() {
      return 0;
    }

    @Override
    public boolean writable() {
      return true;
    }

    @Override
    public void pauseReading() {}

    @Override
    public void resumeReading() {}

    @Override
    public void close() {}

    @Override
    public void abort() {}

    @Override
    public void execute(Runnable task) {
      tasks.add(task);
    }

    @Override
    public boolean inEventLoop() {
      return true;
    }

    @Override
    public Timeout schedule(Runnable task, Duration delay) {
      return () -> true;
    }
  }
}
