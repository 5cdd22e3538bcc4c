package im.viavai.server.net;

import static java.nio.charset.StandardCharsets.UTF_8;

import im.viavai.server.net.NetMetrics.Refused;
import io.netty.buffer.Unpooled;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.channel.WriteBufferWaterMark;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Takes in what one listening socket accepts, or turns it away. Its event loop only.
@SuppressWarnings("FutureReturnValueIgnored") // Netty tells through promises and events
final class Acceptance extends ChannelInboundHandlerAdapter {

  private static final Logger LOG = LoggerFactory.getLogger(Acceptance.class);

  /// After an accept has failed, which means that descriptors or memory have run out.
  private static final long PAUSE_AFTER_FAILURE_NANOS = TimeUnit.SECONDS.toNanos(1);

  /// RFC 6120 section 4.9.1.2: with the stream it closes.
  private static final byte[] BUSY =
      ("<?xml version='1.0'?><stream:stream xmlns='jabber:client'"
              + " xmlns:stream='http://etherx.jabber.org/streams' version='1.0'><stream:error>"
              + "<resource-constraint xmlns='urn:ietf:params:xml:ns:xmpp-streams'/></stream:error>"
              + "</stream:stream>")
          .getBytes(UTF_8);

  private final Port port;
  private final Loops loops;
  private final WriteBufferWaterMark waterMark;
  private final RecvByteBufAllocator receiveBuffers = new AdaptiveRecvByteBufAllocator();

  Acceptance(Port port, Loops loops) {
    this.port = port;
    this.loops = loops;
    // one mark, so that the channel tells each time it is passed; the other is ours to watch
    int low = port.limits().lowWaterMark();
    this.waterMark = new WriteBufferWaterMark(low, low);
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    var channel = (Channel) message;
    if (!(channel.remoteAddress() instanceof InetSocketAddress remote)) { // gone already
      channel.unsafe().closeForcibly();
      return;
    }
    var refused = port.admission().enter(remote.getAddress());
    if (refused == null) {
      port.metrics().countAccepted();
      takeIn(channel, remote);
    } else {
      port.metrics().count(refused);
      turnAway(channel, refused);
    }
    long wait = port.admission().pace();
    if (wait > 0) {
      pause(context, wait);
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    LOG.atWarn()
        .addKeyValue("port", port.config().port())
        .addKeyValue("reason", cause.toString())
        .log("accept_failed");
    pause(context, PAUSE_AFTER_FAILURE_NANOS);
  }

  private static void pause(ChannelHandlerContext context, long nanos) {
    var config = context.channel().config();
    if (config.isAutoRead()) {
      config.setAutoRead(false);
      var _ =
          context.executor().schedule(() -> config.setAutoRead(true), nanos, TimeUnit.NANOSECONDS);
    }
  }

  private void takeIn(Channel channel, InetSocketAddress remote) {
    var loop = loops.next();
    channel
        .config()
        .setOptions(
            Map.of(
                ChannelOption.TCP_NODELAY, true,
                ChannelOption.SO_KEEPALIVE, true,
                ChannelOption.ALLOW_HALF_CLOSURE, true,
                ChannelOption.RECVBUF_ALLOCATOR, receiveBuffers,
                ChannelOption.WRITE_BUFFER_WATER_MARK, waterMark));
    loops.keepAlive(channel);
    channel.pipeline().addLast(new SocketConnection(port, loop, remote));
    loop.executor
        .register(channel)
        .addListener(done -> {
          if (!done.isSuccess()) {
            channel.unsafe().closeForcibly();
            port.left(remote);
          }
        });
  }

  /// On a port that may speak plain text, a client is told why; who comes too often is not worth
  /// it.
  private void turnAway(Channel channel, Refused reason) {
    if (!port.beginsWithStream() || reason == Refused.ADDRESS_RATE) {
      channel.unsafe().closeForcibly();
      return;
    }
    loops
        .next()
        .executor
        .register(channel)
        .addListener(done -> {
          if (done.isSuccess()) {
            channel
                .writeAndFlush(Unpooled.wrappedBuffer(BUSY))
                .addListener(ChannelFutureListener.CLOSE);
          } else {
            channel.unsafe().closeForcibly();
          }
        });
  }
}
