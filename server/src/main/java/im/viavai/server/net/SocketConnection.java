package im.viavai.server.net;

import im.viavai.server.net.NetMetrics.Aborted;
import im.viavai.xmpp.Boundary;
import im.viavai.xmpp.Stanza;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A [Connection] over a socket, and the one handler of ours in its Netty pipeline.
///
/// ```
///   DETECT ---0x16---> HANDSHAKE --> SECURE --.
///     |                   ^                   |---> CLOSING --> CLOSED
///     `--anything else--> PLAIN --------------'
/// ```
///
/// Event loop only, except where [Connection] says otherwise. It is what an idle connection costs
/// besides its channel and TLS: no attribute maps, no timer, no buffer.
@Boundary("what a listener throws ends its connection, and nothing else")
@SuppressWarnings("FutureReturnValueIgnored") // Netty tells through promises and events
final class SocketConnection extends ChannelInboundHandlerAdapter
    implements Connection, ChannelFutureListener {

  private static final Logger LOG = LoggerFactory.getLogger(SocketConnection.class);
  private static final int TLS_HANDSHAKE_RECORD = 0x16;
  private static final int FIRST_BUFFER_BYTES = 1024;
  private static final byte[] NOTHING = {};

  private enum State {
    DETECT,
    PLAIN,
    HANDSHAKE,
    SECURE,
    CLOSING,
    CLOSED
  }

  /// What is only needed until TLS is up.
  private record Handshake(
      TlsContext context, SslHandler handler, long pointer, ClientHello hello) {}

  /// Its place in the list of its [Loop].
  @Nullable SocketConnection older;

  @Nullable SocketConnection newer;

  private final Port port;
  private final Loop loop;
  private final InetSocketAddress remoteAddress;
  private @Nullable ChannelHandlerContext ctx;
  private @Nullable ConnectionListener listener;
  private @Nullable ByteBuf outbound;
  private @Nullable Handshake handshake;
  private @Nullable TlsContext tls;
  private @Nullable SslHandler tlsHandler;
  private byte[] exported = NOTHING;
  private @Nullable Timeout timeout;
  private String serverName = "";
  private State state = State.DETECT;
  private boolean extendedMasterSecret;
  private boolean touched;
  private boolean drained;
  private boolean writable = true;
  private boolean toldWritable = true;

  SocketConnection(Port port, Loop loop, InetSocketAddress remoteAddress) {
    this.port = port;
    this.loop = loop;
    this.remoteAddress = remoteAddress;
  }

  // What the stream asks

  @Override
  public InetSocketAddress remoteAddress() {
    return remoteAddress;
  }

  @Override
  public boolean secure() {
    return tls != null;
  }

  @Override
  public String serverName() {
    return serverName;
  }

  @Override
  public TlsSession tls() {
    return tls == null || tlsHandler == null
        ? TlsSession.NONE
        : tls.session(tlsHandler.engine(), exported, extendedMasterSecret);
  }

  @Override
  public String applicationProtocol() {
    String agreed = tlsHandler == null ? null : tlsHandler.applicationProtocol();
    return agreed == null ? "" : agreed;
  }

  @Override
  public void startTls() {
    if (state == State.PLAIN || state == State.DETECT) {
      flushOutbound();
      beginTls();
    }
  }

  @Override
  public void write(byte[] bytes, int offset, int length) {
    var out = room(length);
    if (out != null) {
      out.writeBytes(bytes, offset, length);
      wrote();
    }
  }

  @Override
  public void write(Stanza stanza) {
    var out = room(stanza.size());
    if (out != null) {
      int at = out.writerIndex();
      int written = stanza.writeTo(out.array(), out.arrayOffset() + at);
      out.writerIndex(at + written);
      wrote();
    }
  }

  @Override
  public long pendingBytes() {
    return (outbound == null ? 0 : outbound.readableBytes()) + inSocketQueue();
  }

  @Override
  public boolean acknowledged() {
    if (!(channel() instanceof EpollSocketChannel epoll) || !epoll.isOpen()) {
      return true;
    }
    return epoll.tcpInfo().unacked() == 0;
  }

  @Override
  public boolean writable() {
    return writable;
  }

  @Override
  public void pauseReading() {
    if (state == State.PLAIN || state == State.SECURE) {
      channel().config().setAutoRead(false);
    }
  }

  @Override
  public void resumeReading() {
    channel().config().setAutoRead(true);
  }

  @Override
  public void close() {
    switch (state) {
      case DETECT, PLAIN, SECURE -> {
        flushOutbound();
        state = State.CLOSING;
        limit(port.limits().closeTimeout(), Aborted.CLOSE_TIMEOUT);
        channel().config().setAutoRead(true); // to see the end of the other direction
        var last = context().newPromise();
        last.addListener(_ -> endOutput());
        if (tlsHandler == null) {
          context().writeAndFlush(context().alloc().buffer(0), last);
        } else {
          tlsHandler.closeOutbound(last);
        }
      }
      case HANDSHAKE -> cut(Aborted.REQUESTED);
      case CLOSING, CLOSED -> {}
    }
  }

  @Override
  public void abort() {
    cut(Aborted.REQUESTED);
  }

  @Override
  public void execute(Runnable task) {
    try {
      loop.executor.execute(() -> run(task));
    } catch (RejectedExecutionException e) {
      LOG.atDebug().addKeyValue("remote", remoteAddress).log("task_after_shutdown");
    }
  }

  @Override
  public boolean inEventLoop() {
    return loop.executor.inEventLoop();
  }

  @Override
  public Timeout schedule(Runnable task, Duration delay) {
    return loop.schedule(() -> run(task), delay);
  }

  // What Netty tells

  @Override
  public void handlerAdded(ChannelHandlerContext added) {
    ctx = added;
  }

  @Override
  public void channelActive(ChannelHandlerContext context) {
    loop.opened(this);
    limit(port.limits().firstByteTimeout(), Aborted.FIRST_BYTE_TIMEOUT);
    listener = port.acceptor().accept(this);
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    var in = (ByteBuf) message;
    if (state == State.DETECT && in.isReadable()) {
      endLimit();
      if (port.directTlsOnly() || in.getByte(in.readerIndex()) == TLS_HANDSHAKE_RECORD) {
        beginTls();
        channel().pipeline().fireChannelRead(in); // once more, from the top, which is TLS now
        return;
      }
      state = State.PLAIN;
    }
    try {
      deliver(in);
    } finally {
      in.release();
    }
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) {
    switch (event) {
      case SslHandshakeCompletionEvent completion when completion.isSuccess() -> secured();
      case SslHandshakeCompletionEvent _ -> handshakeFailed();
      case SslCloseCompletionEvent _ -> peerEnded();
      case ChannelInputShutdownEvent _ -> peerEnded();
      default -> {}
    }
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext context) {
    touch();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    if (cause instanceof IOException || cause instanceof DecoderException) {
      LOG.atDebug()
          .addKeyValue("remote", remoteAddress)
          .addKeyValue("reason", cause.toString())
          .log("connection_lost");
      if (state != State.HANDSHAKE) { // there the alert is on its way, and the end after it
        cut(Aborted.TRANSPORT);
      }
    } else {
      failed(cause);
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    if (state == State.HANDSHAKE) {
      handshakeFailed();
    }
    state = State.CLOSED;
    endLimit();
    if (outbound != null) {
      outbound.release();
      outbound = null;
    }
    loop.ended(this);
    port.left(remoteAddress);
    if (listener != null) {
      listener.closed();
    }
  }

  /// The socket took something we wrote, or never will.
  @Override
  public void operationComplete(ChannelFuture future) {
    if (future.isSuccess()) {
      drained = true;
      touch();
    } else if (state != State.CLOSED && channel().isActive()) {
      cut(Aborted.TRANSPORT);
    }
  }

  // Called by the loop and by the handshake

  /// The end of the turn: sends what was written and tells what has changed.
  void endOfTurn() {
    touched = false;
    flushOutbound();
    var above = listener;
    if (above == null || state == State.CLOSING || state == State.CLOSED) {
      return;
    }
    long pending = pendingBytes();
    boolean empty = drained && pending == 0;
    updateWritable(pending);
    if (writable != toldWritable) {
      toldWritable = writable;
      above.writabilityChanged();
    }
    if (empty) {
      drained = false;
      above.flushed();
    }
  }

  /// A ClientHello came and its certificate is chosen.
  void handshaking(TlsContext context, SslHandler handler, ClientHello hello, String askedName) {
    serverName = askedName;
    handshake = new Handshake(context, handler, TlsContext.pointer(handler.engine()), hello);
  }

  /// There will be no handshake. The alert is on its way.
  void handshakeRefused() {
    port.metrics().countHandshakeFailure();
    state = State.PLAIN; // nothing is encrypted
    close();
  }

  /// A listener, a task or this package threw something it should not have.
  void failed(Throwable cause) {
    LOG.atWarn().addKeyValue("remote", remoteAddress).setCause(cause).log("connection_failed");
    cut(Aborted.FAILURE);
  }

  // TLS

  private void beginTls() {
    state = State.HANDSHAKE;
    limit(port.limits().handshakeTimeout(), Aborted.HANDSHAKE_TIMEOUT);
    channel().config().setAutoRead(true);
    channel()
        .pipeline()
        .addFirst(
            new HelloHandler(
                this, port.certificates(), port.config().mode().applicationProtocols()));
  }

  private void secured() {
    var done = handshake;
    if (state != State.HANDSHAKE || done == null || listener == null) {
      return;
    }
    endLimit();
    handshake = null;
    state = State.SECURE;
    tls = done.context();
    tlsHandler = done.handler();
    exported = tls.takeExported(done.pointer());
    extendedMasterSecret = done.hello().extendedMasterSecret();
    port.metrics().countHandshake();
    if (outbound != null) {
      touch();
    }
    listener.secured();
  }

  private void handshakeFailed() {
    var failed = handshake;
    handshake = null;
    if (failed != null) {
      failed.context().takeExported(failed.pointer());
    }
    if (state == State.HANDSHAKE) {
      port.metrics().countHandshakeFailure();
      state = State.CLOSING; // the TLS handler sends its alert and closes
      limit(port.limits().closeTimeout(), Aborted.CLOSE_TIMEOUT);
    }
  }

  // Bytes in

  private void deliver(ByteBuf in) {
    var above = listener;
    var before = state;
    if (above == null || (before != State.PLAIN && before != State.SECURE)) {
      return; // closing: nothing is received any more
    }
    port.metrics().countIn(in.readableBytes());
    if (in.hasArray()) {
      above.received(in.array(), in.arrayOffset() + in.readerIndex(), in.readableBytes());
      return;
    }
    byte[] scratch = loop.scratch;
    while (in.isReadable() && state == before) { // T1: what follows in plain text is forgotten
      int length = Math.min(in.readableBytes(), scratch.length);
      in.readBytes(scratch, 0, length);
      above.received(scratch, 0, length);
    }
  }

  /// The peer says no more. What was written is still sent.
  private void peerEnded() {
    switch (state) {
      case CLOSING -> {
        if (channel() instanceof DuplexChannel duplex && duplex.isOutputShutdown()) {
          closeSocket();
        }
      }
      case HANDSHAKE -> cut(Aborted.TRANSPORT);
      case DETECT, PLAIN, SECURE -> {
        if (listener != null && pendingBytes() == 0 && acknowledged()) {
          listener.endedInOrder();
        }
        close();
      }
      case CLOSED -> {}
    }
  }

  // Bytes out

  /// The buffer to write into, or null if nothing is sent any more.
  private @Nullable ByteBuf room(int length) {
    assert inEventLoop();
    if (state == State.CLOSING || state == State.CLOSED) {
      return null;
    }
    if (pendingBytes() + length > port.limits().outboundCap()) {
      LOG.atInfo().addKeyValue("remote", remoteAddress).log("connection_slow_reader");
      cut(Aborted.SLOW_READER);
      return null;
    }
    var out = outbound;
    if (out == null) {
      out = context().alloc().heapBuffer(Math.max(length, FIRST_BUFFER_BYTES));
      outbound = out;
    }
    return out.ensureWritable(length);
  }

  private void wrote() {
    touch();
    if (outbound != null && outbound.readableBytes() >= port.limits().highWaterMark()) {
      flushOutbound(); // give the socket its chance before it is called slow
    }
    updateWritable(pendingBytes());
  }

  private void flushOutbound() {
    var out = outbound;
    if (out != null && state != State.HANDSHAKE) {
      outbound = null;
      port.metrics().countOut(out.readableBytes());
      context().writeAndFlush(out, context().newPromise().addListener(this));
    }
  }

  private void updateWritable(long pending) {
    if (writable) {
      writable = pending < port.limits().highWaterMark();
    } else {
      writable = pending <= port.limits().lowWaterMark();
    }
  }

  private void touch() {
    if (!touched) {
      touched = true;
      loop.touch(this);
    }
  }

  private long inSocketQueue() {
    var queue = channel().unsafe().outboundBuffer();
    return queue == null ? 0 : queue.totalPendingWriteBytes();
  }

  // The end

  /// Our last byte is in the socket: end this direction, then wait for the end of the other one, so
  /// that the system does not throw our last bytes away when the peer still sends.
  private void endOutput() {
    if (state == State.CLOSING && channel() instanceof DuplexChannel duplex) {
      if (duplex.isInputShutdown()) {
        closeSocket();
      } else if (duplex.isActive()) {
        duplex.shutdownOutput();
      }
    }
  }

  private void cut(Aborted reason) {
    if (state == State.CLOSED || ctx == null) {
      return;
    }
    if (state == State.HANDSHAKE) {
      handshakeFailed();
    }
    if (channel().isActive()) {
      port.metrics().count(reason);
    }
    state = State.CLOSING;
    endLimit();
    if (channel().isOpen()) {
      channel().config().setOption(ChannelOption.SO_LINGER, 0); // the system forgets the rest, too
    }
    closeSocket();
  }

  /// From below TLS, which would want to say goodbye first.
  private void closeSocket() {
    var lowest = channel().pipeline().firstContext();
    if (lowest != null) {
      lowest.close();
    }
  }

  private void run(Runnable task) {
    try {
      task.run();
    } catch (RuntimeException e) {
      failed(e);
    }
  }

  private void limit(Duration time, Aborted reason) {
    endLimit();
    timeout = schedule(() -> cut(reason), time);
  }

  private void endLimit() {
    if (timeout != null) {
      timeout.cancel();
      timeout = null;
    }
  }

  private ChannelHandlerContext context() {
    if (ctx == null) {
      throw new IllegalStateException("not registered yet");
    }
    return ctx;
  }

  private Channel channel() {
    return context().channel();
  }
}
