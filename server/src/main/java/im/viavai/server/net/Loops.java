package im.viavai.server.net;

import io.netty.channel.Channel;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SingleThreadEventLoop;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.ServerSocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/// The event loops: one for each core, epoll where there is one. Any thread.
final class Loops {

  /// A silent peer is asked after two minutes, four times, half a minute apart.
  private static final int KEEPALIVE_IDLE_SECONDS = 120;

  private static final int KEEPALIVE_INTERVAL_SECONDS = 30;
  private static final int KEEPALIVE_PROBES = 4;

  /// Who waits for sockets.
  enum Transport {
    EPOLL,
    NIO;

    static Transport best() {
      return Epoll.isAvailable() ? EPOLL : NIO;
    }
  }

  private final boolean epoll;
  private final MultiThreadIoEventLoopGroup group;
  private final List<Loop> loops;
  private final AtomicInteger turn = new AtomicInteger();

  Loops(Transport transport, int count, Duration tick) {
    epoll = transport == Transport.EPOLL;
    IoHandlerFactory factory = epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
    group = new MultiThreadIoEventLoopGroup(count, new DefaultThreadFactory("net"), factory);
    var made = new ArrayList<Loop>();
    for (var executor : group) {
      made.add(new Loop((SingleThreadEventLoop) executor, tick));
    }
    loops = List.copyOf(made);
  }

  /// One after the other.
  Loop next() {
    return loops.get(Math.floorMod(turn.getAndIncrement(), loops.size()));
  }

  ServerSocketChannel newServerChannel() {
    return epoll ? new EpollServerSocketChannel() : new NioServerSocketChannel();
  }

  void keepAlive(Channel channel) {
    if (epoll) {
      var config = channel.config();
      config.setOption(EpollChannelOption.TCP_KEEPIDLE, KEEPALIVE_IDLE_SECONDS);
      config.setOption(EpollChannelOption.TCP_KEEPINTVL, KEEPALIVE_INTERVAL_SECONDS);
      config.setOption(EpollChannelOption.TCP_KEEPCNT, KEEPALIVE_PROBES);
    }
  }

  /// Ends all loops and what is left on them.
  void stop() {
    for (var loop : loops) {
      loop.executor.submit(loop::abortAll).awaitUninterruptibly();
    }
    for (var loop : loops) {
      loop.executor.submit(() -> {}).awaitUninterruptibly(); // behind what those left to be told
    }
    group.shutdownGracefully(0, 5, TimeUnit.SECONDS).awaitUninterruptibly();
  }
}
