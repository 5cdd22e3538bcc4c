package im.viavai.features;

import im.viavai.server.feature.Stranger;
import im.viavai.server.route.LocalHost;
import im.viavai.server.session.Outlet;
import im.viavai.server.session.Session;
import im.viavai.xmpp.Element;
import im.viavai.xmpp.Limits;
import im.viavai.xmpp.Namespaces;
import im.viavai.xmpp.Stanza;
import im.viavai.xmpp.StanzaError;
import im.viavai.xmpp.StreamError;
import im.viavai.xmpp.StreamException;
import im.viavai.xmpp.StreamHeader;
import im.viavai.xmpp.StreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// A client without a socket: its bytes are read as strictly as from one, and what it would get is
/// kept in order. Its one thread stands for the event loop.
final class Wire implements Outlet, AutoCloseable {
  private final BlockingQueue<Element> came = new LinkedBlockingQueue<>();
  private final InetSocketAddress from;
  private final LocalHost host;
  private final Stranger stranger;
  private final ExecutorService loop;
  private final StreamReader reader;
  private volatile @Nullable Thread thread;
  private volatile @Nullable Session session;
  private CountDownLatch allHandled = new CountDownLatch(0); // its one thread only
  private long sent; // its one thread only
  private long received; // its one thread only
  private long confirmed; // its one thread only
  private volatile long mostUnconfirmed;

  Wire(LocalHost host, InetAddress from) {
    this.host = host;
    this.stranger = new Stranger(from);
    this.from = new InetSocketAddress(from, 40_000);
    this.loop = Executors.newSingleThreadExecutor(Thread.ofPlatform().daemon().factory());
    this.loop.execute(() -> thread = Thread.currentThread());
    this.reader = new StreamReader(Limits.AFTER_LOGIN, new Client());
    feed(
        "<stream:stream xmlns='jabber:client' xmlns:stream='"
            + Namespaces.STREAMS
            + "' version='1.0'>");
  }

  void session(Session bound) {
    session = bound;
  }

  @Nullable Session session() {
    return session;
  }

  /// The client sends this.
  void feed(String xml) {
    byte[] bytes = xml.getBytes(StandardCharsets.UTF_8);
    execute(() -> {
      try {
        reader.feed(bytes, 0, bytes.length);
      } catch (StreamException e) {
        close(e.error());
      }
    });
  }

  /// Waits until the server has handled all that the client sent so far.
  ///
  /// @return whether it has, within some seconds
  boolean isHandled() throws InterruptedException {
    CountDownLatch done = new CountDownLatch(1);
    execute(() -> {
      Session now = session;
      if (now == null) {
        done.countDown();
        return;
      }
      allHandled = done;
      now.ackRequested();
    });
    return done.await(20, TimeUnit.SECONDS);
  }

  /// The next so many that came, fewer if there are no more within some seconds.
  List<Element> next(int count) throws InterruptedException {
    List<Element> all = new ArrayList<>();
    while (all.size() < count) {
      Element one = came.poll(5, TimeUnit.SECONDS);
      if (one == null) break;
      all.add(one);
    }
    return all;
  }

  /// What came and was not asked for, after a moment in which more may come.
  List<Element> rest() throws InterruptedException {
    List<Element> all = new ArrayList<>();
    for (Element one = settled(); one != null; one = settled()) all.add(one);
    return all;
  }

  private @Nullable Element settled() throws InterruptedException {
    return came.poll(30, TimeUnit.MILLISECONDS);
  }

  /// The most stanzas that were written and not confirmed at one time.
  long mostUnconfirmed() {
    return mostUnconfirmed;
  }

  private final class Client implements StreamReader.Handler {
    @Override
    public void opened(StreamHeader header) {}

    @Override
    public void stanza(Stanza stanza) {
      Session now = session;
      if (now == null) {
        beforeLogin(stanza);
        return;
      }
      sent++;
      now.received(stanza);
    }

    @Override
    public void malformed(Stanza stanza) {
      write(stanza.error(StanzaError.of(StanzaError.Condition.JID_MALFORMED)));
    }

    @Override
    public void nonza(Element element) {
      Session now = session;
      if (now == null || !host.onNonza(now, element)) {
        close(StreamError.of(StreamError.Condition.UNSUPPORTED_STANZA_TYPE));
      }
    }

    @Override
    public void closed() {}

    @Override
    public void whitespace() {}
  }

  private void beforeLogin(Stanza stanza) {
    var handler = host.beforeLogin(stanza.children().getFirst().name());
    if (handler == null) {
      close(StreamError.of(StreamError.Condition.NOT_AUTHORIZED));
      return;
    }
    Stanza request = stanza.withAddresses(null, host.domain());
    write(handler.answer(request, stranger).withTo(null));
  }

  // --- Outlet ---

  @Override
  public void write(Stanza stanza) {
    received++;
    mostUnconfirmed = Math.max(mostUnconfirmed, received - confirmed);
    try {
      came.add(Element.parse(stanza.embedded()));
    } catch (StreamException e) {
      throw new IllegalStateException("the server wrote what nobody can read", e);
    }
    Session now = session;
    if (now != null) execute(() -> taken(now));
  }

  /// As when the socket took it, and the other end has it.
  private static void taken(Session session) {
    session.flushed();
    session.taken();
  }

  /// Confirms what it has when it is asked, and not before.
  @Override
  public void requestAck() {
    long h = received;
    Session now = session;
    if (now == null) return;
    execute(() -> {
      confirmed = h;
      now.confirmed(h);
    });
  }

  @Override
  public void acknowledge(long handled) {
    if (handled == sent) allHandled.countDown();
  }

  @Override
  public boolean writable() {
    return true;
  }

  @Override
  public void execute(Runnable task) {
    loop.execute(task);
  }

  @Override
  public boolean onItsThread() {
    return Thread.currentThread() == thread;
  }

  @Override
  public void reading(Reading reading) {}

  @Override
  public void close(StreamError error) {
    if (loop.isShutdown()) return; // the client has gone
    execute(() -> {
      came.add(error.toElement());
      allHandled.countDown();
    });
  }

  @Override
  public InetSocketAddress remoteAddress() {
    return from;
  }

  @Override
  public void close() {
    loop.shutdown();
  }
}
