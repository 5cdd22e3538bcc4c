package im.viavai.server.net;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.handler.ssl.ReferenceCountedOpenSslContext;
import io.netty.internal.tcnative.KeyLogCallback;
import io.netty.internal.tcnative.SSLContext;
import io.netty.util.Version;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The `tls-exporter` values of TLS 1.3 handshakes of BoringSSL, whose Java binding has no
/// exporter. It does have a key log, which names the exporter secret: what is derived from it is
/// kept until the handshake is over, the secret itself is wiped at once. Any thread.
///
/// COMPAT: netty 4.2.18 (look again with each version, netty issue 10458). The key log wants the
/// pointer in a protected field of Netty's; a wrong one crashes the process. So it is only touched
/// in the version whose tests have shown that the value equals the JDK's; with another one
/// `tls-exporter` is not offered on TLS 1.3, and the log says so.
final class ExporterSecrets implements KeyLogCallback {

  private static final Logger LOG = LoggerFactory.getLogger(ExporterSecrets.class);
  private static final String VERIFIED = "4.2.18.Final";
  private static final byte[] LINE = "EXPORTER_SECRET ".getBytes(US_ASCII);

  /// Handshakes between their server's and their client's last word; more are not remembered.
  private static final int MAX_PENDING = 100_000;

  private final Map<Long, byte[]> pending = new ConcurrentHashMap<>();

  /// Asks the context to tell its secrets.
  void attach(ReferenceCountedOpenSslContext context) {
    var version = Version.identify().get("netty-handler");
    if (version == null || !version.artifactVersion().equals(VERIFIED)) {
      LOG.atWarn()
          .addKeyValue("reason", "untested netty version")
          .addKeyValue("tested", VERIFIED)
          .log("tls_exporter_unavailable");
      return;
    }
    try {
      SSLContext.setKeyLogCallback((long) pointer().get(context), this);
    } catch (ReflectiveOperationException e) {
      LOG.atWarn().addKeyValue("reason", e.toString()).log("tls_exporter_unavailable");
    }
  }

  /// Takes the value of this `SSL*`, or an empty array.
  byte[] take(long ssl) {
    byte[] exported = pending.remove(ssl);
    return exported == null ? new byte[0] : exported;
  }

  /// Called by BoringSSL within the handshake, once for each secret.
  @Override
  public void handle(long ssl, byte[] line) {
    if (Arrays.mismatch(line, LINE) == LINE.length && pending.size() < MAX_PENDING) {
      byte[] secret = secret(line);
      pending.put(ssl, KeyExporter.tls13(secret));
      Arrays.fill(secret, (byte) 0);
    }
    Arrays.fill(line, (byte) 0);
  }

  /// What follows the second space: `EXPORTER_SECRET <client random> <secret>`, in hex.
  private static byte[] secret(byte[] line) {
    int start = line.length;
    while (line[start - 1] != ' ') {
      start--;
    }
    byte[] secret = new byte[(line.length - start) / 2];
    for (int i = 0; i < secret.length; i++) {
      int high = HexFormat.fromHexDigit(line[start + 2 * i]);
      int low = HexFormat.fromHexDigit(line[start + 2 * i + 1]);
      secret[i] = (byte) ((high << 4) | low);
    }
    return secret;
  }

  private static VarHandle pointer() throws ReflectiveOperationException {
    return MethodHandles.privateLookupIn(
            ReferenceCountedOpenSslContext.class, MethodHandles.lookup())
        .findVarHandle(ReferenceCountedOpenSslContext.class, "ctx", long.class);
  }
}
