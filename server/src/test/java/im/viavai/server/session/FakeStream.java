package im.viavai.server.session;

import im.viavai.xmpp.Stanza;
import im.viavai.xmpp.StreamError;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A stream that writes down what it is told. Its tasks run when [#turn] is called.
final class FakeStream implements Outlet {
  final List<Stanza> written = new ArrayList<>();
  final List<Long> acknowledged = new ArrayList<>();
  final ArrayDeque<Runnable> tasks = new ArrayDeque<>();
  int asked;
  boolean writable = true;
  boolean onItsThread = true;
  Reading reading = Reading.ON;
  @Nullable StreamError closed;

  void turn() {
    boolean before = onItsThread;
    onItsThread = true;
    for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) task.run();
    onItsThread = before;
  }

  List<String> ids() {
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
