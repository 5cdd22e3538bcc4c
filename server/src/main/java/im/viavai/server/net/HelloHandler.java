package im.viavai.server.net;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.ssl.SslClientHelloHandler;
import io.netty.util.concurrent.Future;
import java.util.List;

/// Waits for the ClientHello, chooses the certificate by it and makes way for the TLS handler.
///
/// A client that offers application protocols and none of ours is refused (RFC 7301 section 3.2):
/// it means to speak something else, or somebody means it to.
@SuppressWarnings("FutureReturnValueIgnored") // Netty tells through promises and events
final class HelloHandler extends SslClientHelloHandler<ClientHello> {

  private static final int MAX_HELLO_BYTES = 16 * 1024;

  /// A fatal alert, no_application_protocol (120), in a record of its own.
  private static final byte[] NO_APPLICATION_PROTOCOL = {21, 3, 3, 0, 2, 2, 120};

  private final SocketConnection connection;
  private final Certificates certificates;
  private final List<String> protocols;

  /// @param protocols the application protocols of the port
  HelloHandler(SocketConnection connection, Certificates certificates, List<String> protocols) {
    super(MAX_HELLO_BYTES);
    this.connection = connection;
    this.certificates = certificates;
    this.protocols = protocols;
  }

  @Override
  protected Future<ClientHello> lookup(ChannelHandlerContext ctx, ByteBuf clientHello) {
    // Netty gives null for what does not begin with a ClientHello: the engine will say what it
    // thinks
    var hello = clientHello == null ? ClientHello.UNREADABLE : ClientHello.read(clientHello);
    return ctx.executor().newSucceededFuture(hello);
  }

  /// Who offers both on the port for HTTP is refused as well: the engine would agree on the other.
  private boolean speaksOurs(List<String> offered) {
    return offered.stream().anyMatch(protocols::contains)
        && (protocols.contains(TlsContexts.XMPP_CLIENT)
            || !offered.contains(TlsContexts.XMPP_CLIENT));
  }

  @Override
  protected void onLookupComplete(ChannelHandlerContext ctx, Future<ClientHello> future) {
    var hello = future.getNow();
    if (!hello.protocols().isEmpty() && !speaksOurs(hello.protocols())) {
      ctx.writeAndFlush(Unpooled.wrappedBuffer(NO_APPLICATION_PROTOCOL));
      ctx.pipeline().remove(this);
      connection.handshakeRefused();
      return;
    }
    for (int attempt = 0; attempt < 2; attempt++) {
      var context = certificates.select(hello.serverName());
      var handler = context.newHandler(ctx.alloc());
      if (handler != null) { // null: replaced between these two lines, or the server is stopping
        connection.handshaking(context, handler, hello, certificates.canonical(hello.serverName()));
        ctx.pipeline().replace(this, null, handler);
        return;
      }
    }
    ctx.pipeline().remove(this);
    connection.handshakeRefused();
  }
}
