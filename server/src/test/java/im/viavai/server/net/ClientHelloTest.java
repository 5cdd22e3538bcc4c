package im.viavai.server.net;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.List;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class ClientHelloTest {

  private static final byte[] REAL = real();

  /// The body of a real one.
  private static byte[] real() {
    try {
      return made();
    } catch (GeneralSecurityException | SSLException e) {
      throw new IllegalStateException(e);
    }
  }

  private static byte[] made() throws GeneralSecurityException, SSLException {
    var engine = SSLContext.getDefault().createSSLEngine();
    engine.setUseClientMode(true);
    var parameters = engine.getSSLParameters();
    parameters.setServerNames(List.of(new SNIHostName("Example.ORG")));
    parameters.setApplicationProtocols(new String[] {"xmpp-client", "h2"});
    engine.setSSLParameters(parameters);
    engine.beginHandshake();
    var record = ByteBuffer.allocate(engine.getSession().getPacketBufferSize());
    engine.wrap(ByteBuffer.allocate(0), record);
    record.flip();
    byte[] body = new byte[record.remaining() - 9];
    record.position(9).get(body);
    return body;
  }

  private static ClientHello read(byte[] body) {
    ByteBuf in = Unpooled.wrappedBuffer(body);
    return ClientHello.read(in);
  }

  @Test
  void nameAndProtocolsAreRead() {
    var hello = read(REAL.clone());
    assertThat(hello.serverName()).isEqualTo("example.org");
    assertThat(hello.protocols()).containsExactly("xmpp-client", "h2");
    assertThat(hello.extendedMasterSecret()).isTrue();
  }

  @Property(tries = 2000)
  void anythingElseIsUnreadableButNeverAnError(
      @ForAll @IntRange(max = 600) int cut,
      @ForAll @IntRange(max = 600) int where,
      @ForAll byte what) {
    byte[] body = REAL.clone();
    if (where < body.length) {
      body[where] = what;
    }
    var hello = read(java.util.Arrays.copyOf(body, Math.min(body.length, cut)));
    assertThat(hello.serverName()).matches("[a-z0-9._-]{0,255}");
  }

  @Property(tries = 500)
  void noiseIsNeverAnError(@ForAll byte[] noise) {
    assertThat(read(noise).serverName()).matches("[a-z0-9._-]{0,255}");
  }
}
