package im.viavai.server.net;

import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/// The ports we listen on, the event loops behind them and the limits they share. Any thread.
///
/// ```java
/// try (var listeners = new Listeners(NetLimits.DEFAULT, certificates, metrics)) {
///   listeners.listen(new ListenerConfig(loopback, 5222, Mode.AUTO), ClientStream::new);
///   ...
///   listeners.stopAccepting();   // then end the streams, then close
/// }
/// ```
@SuppressWarnings("FutureReturnValueIgnored") // Netty tells through promises and events
public final class Listeners implements AutoCloseable {

  /// Connections the system holds for us until they are accepted; it may have a lower limit itself.
  private static final int BACKLOG = 4096;

  private final NetLimits limits;
  private final Certificates certificates;
  private final NetMetrics metrics;
  private final Admission admission;
  private final Loops loops;
  private final List<Channel> channels = new CopyOnWriteArrayList<>();

  /// Starts the event loops, one for each core.
  public Listeners(NetLimits limits, Certificates certificates, NetMetrics metrics) {
    this(limits, certificates, metrics, Loops.Transport.best());
  }

  Listeners(
      NetLimits limits, Certificates certificates, NetMetrics metrics, Loops.Transport transport) {
    this.limits = limits;
    this.certificates = certificates;
    this.metrics = metrics;
    this.admission = new Admission(limits, System::nanoTime);
    this.loops =
        new Loops(transport, Runtime.getRuntime().availableProcessors(), limits.wheelTick());
  }

  /// Binds one port and accepts on it from now on.
  ///
  /// @throws IOException if it cannot be bound; the message names address and port
  public Listener listen(ListenerConfig config, ConnectionListener.Acceptor acceptor)
      throws IOException {
    var port = new Port(config, acceptor, limits, certificates, admission, metrics);
    var channel = loops.newServerChannel();
    channel.config().setOption(ChannelOption.SO_REUSEADDR, true);
    channel.config().setOption(ChannelOption.SO_BACKLOG, BACKLOG);
    channel.pipeline().addLast(new Acceptance(port, loops));
    var registered = loops.next().executor.register(channel).awaitUninterruptibly();
    var address = new InetSocketAddress(config.address(), config.port());
    var bound = registered.isSuccess() ? channel.bind(address).awaitUninterruptibly() : registered;
    if (!bound.isSuccess()) {
      channel.close();
      throw new IOException("cannot listen on " + address, bound.cause());
    }
    channels.add(channel);
    return new Listener(config, channel.localAddress());
  }

  /// Closes the ports. Connections go on.
  public void stopAccepting() {
    for (var channel : channels) {
      channel.close().awaitUninterruptibly();
    }
    channels.clear();
  }

  /// Closes the ports, aborts the connections that are left and ends the event loops. Waits for
  /// that, so not to be called on an event loop.
  @Override
  public void close() {
    stopAccepting();
    loops.stop();
  }
}
