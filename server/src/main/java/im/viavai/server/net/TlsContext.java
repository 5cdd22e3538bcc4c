package im.viavai.server.net;

import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.ReferenceCountedOpenSslEngine;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import io.netty.internal.tcnative.SSL;
import io.netty.util.ReferenceCountUtil;
import java.util.Arrays;
import java.util.concurrent.locks.ReentrantLock;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/// One certificate, ready to do handshakes with. Any thread.
///
/// Owns one reference to a native context; each engine holds its own, so that connections outlive
/// [#retire].
final class TlsContext {

  private static final String TLS_1_2 = "TLSv1.2";

  private final ReentrantLock lock = new ReentrantLock();
  private final SslContext context;
  private final ExporterSecrets secrets;
  private final byte[] endPoint;
  private boolean retired;

  TlsContext(SslContext context, ExporterSecrets secrets, byte[] endPoint) {
    this.context = context;
    this.secrets = secrets;
    this.endPoint = endPoint;
  }

  /// A handler for one connection, or null once this is retired.
  @Nullable SslHandler newHandler(ByteBufAllocator allocator) {
    lock.lock();
    try {
      if (retired) {
        return null;
      }
      var handler = context.newHandler(allocator);
      handler.setHandshakeTimeoutMillis(0); // the connection has its own, on the wheel
      handler.setCloseNotifyFlushTimeoutMillis(0);
      return handler;
    } finally {
      lock.unlock();
    }
  }

  /// No more handshakes.
  void retire() {
    lock.lock();
    try {
      if (!retired) {
        retired = true;
        ReferenceCountUtil.release(context);
      }
    } finally {
      lock.unlock();
    }
  }

  /// The exporter value that the handshake of this `SSL*` left behind, or an empty array.
  byte[] takeExported(long ssl) {
    return ssl == 0 ? new byte[0] : secrets.take(ssl);
  }

  /// The pointer by which the native library knows the engine; 0 if it does not.
  static long pointer(SSLEngine engine) {
    return engine instanceof ReferenceCountedOpenSslEngine openSsl ? openSsl.sslPointer() : 0;
  }

  /// A view of a finished handshake.
  ///
  /// @param exported what [#takeExported] gave
  TlsSession session(SSLEngine engine, byte[] exported, boolean extendedMasterSecret) {
    var session = engine.getSession();
    return new NegotiatedTls(
        session.getProtocol(),
        session.getCipherSuite(),
        () -> exporter(engine, exported, extendedMasterSecret),
        endPoint);
  }

  private static byte[] exporter(SSLEngine engine, byte[] exported, boolean extendedMasterSecret) {
    if (exported.length > 0) {
      return exported.clone();
    }
    var session = engine.getSession();
    if (session.getProtocol().equals(TLS_1_2) && !extendedMasterSecret) {
      return new byte[0]; // RFC 9266 section 2
    }
    if (!(engine instanceof ReferenceCountedOpenSslEngine openSsl)) {
      return jdk((ExtendedSSLSession) session);
    }
    return session.getProtocol().equals(TLS_1_2)
        ? boringSsl12(openSsl, session.getCipherSuite())
        : new byte[0];
  }

  private static byte[] jdk(ExtendedSSLSession session) {
    try {
      return session.exportKeyingMaterialData(KeyExporter.LABEL, new byte[0], KeyExporter.LENGTH);
    } catch (SSLException | UnsupportedOperationException e) {
      return new byte[0];
    }
  }

  private static byte[] boringSsl12(ReferenceCountedOpenSslEngine engine, String cipherSuite) {
    if (engine.refCnt() == 0) {
      return new byte[0];
    }
    long ssl = engine.sslPointer();
    if (ssl == 0) {
      return new byte[0];
    }
    byte[] master = SSL.getMasterKey(ssl);
    byte[] exported =
        KeyExporter.tls12(master, SSL.getClientRandom(ssl), SSL.getServerRandom(ssl), cipherSuite);
    Arrays.fill(master, (byte) 0);
    return exported;
  }
}
