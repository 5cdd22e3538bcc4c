package im.viavai.server.session;

import im.viavai.xmpp.Stanza;
import im.viavai.xmpp.StreamError;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/// A stream that writes down what it is told. Its tasks run when [#turn] is called. Any thread.
public final class FakeStream implements Outlet {
  /// What the client got.
  public final List<Stanza> written = new CopyOnWriteArrayList<>();

  final List<Long> acknowledged = new CopyOnWriteArrayList<>();
  final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
  int asked;
  boolean writable = true;
  boolean onItsThread = true;
  Reading reading = Reading.ON;

  /// Why it was ended, null if it was not.
  public volatile @Nullable StreamError closed;

  void turn() {
    boolean before = onItsThread;
    onItsThread = true;
    for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) task.run();
    onItsThread = before;
  }

  /// The ids of what the client got.
  public List<String> ids() {
    return written.stream().map(Stanza::id).toList();
  }

  @Override
  public void write(Stanza stanza) {
    written.add(stanza);
  }

  @Override
  public void requestAck() {
    asked++;
  }

  @Override
  public void acknowledge(long handled) {
    acknowledged.add(handled);
  }

  @Override
  public boolean writable() {
    return writable;
  }

  @Override
  public void execute(Runnable task) {
    tasks.add(task);
  }

  @Override
  public boolean onItsThread() {
    return onItsThread;
  }

  @Override
  public void reading(Reading now) {
    reading = now;
  }

  @Override
  public void close(StreamError error) {
    closed = error;
  }

  @Override
  public InetSocketAddress remoteAddress() {
    return InetSocketAddress.createUnresolved("client", 1);
  }
}
