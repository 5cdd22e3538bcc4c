package im.viavai.server.net;

import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolConfig.Protocol;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectedListenerFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectorFailureBehavior;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.OpenSslContextOption;
import io.netty.handler.ssl.ReferenceCountedOpenSslContext;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.SupportedCipherSuiteFilter;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.security.spec.PSSParameterSpec;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.X509ExtendedTrustManager;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Makes [TlsContext]s: protocol versions, cipher suites, resumption and application protocols are
/// decided here. Any thread.
final class TlsContexts {

  /// XEP-0368. `xmpp-server` belongs beside it once other servers are answered on these ports.
  static final String XMPP_CLIENT = "xmpp-client";

  /// RFC 7301 section 6.
  static final String HTTP_1_1 = "http/1.1";

  /// What the engine may agree on, our preference first. Which of them a port takes is decided
  /// before the handshake, by [HelloHandler].
  private static final List<String> APPLICATION_PROTOCOLS = List.of(XMPP_CLIENT, HTTP_1_1);

  private static final Logger LOG = LoggerFactory.getLogger(TlsContexts.class);

  /// Authenticated encryption and forward secrecy only (RFC 9325 section 4.2).
  private static final List<String> CIPHER_SUITES =
      List.of(
          "TLS_AES_128_GCM_SHA256",
          "TLS_AES_256_GCM_SHA384",
          "TLS_CHACHA20_POLY1305_SHA256",
          "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
          "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
          "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
          "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
          "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
          "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256");

  /// What BoringSSL holds for each connection, for its life, to put handshake bytes in. Netty's
  /// 2048 would be a quarter of what an idle connection costs; smaller only means more steps.
  private static final int HANDSHAKE_BUFFER_BYTES = 512;

  private final ExporterSecrets secrets = new ExporterSecrets();
  private final TlsOptions options;
  private final SslProvider provider;

  TlsContexts(TlsOptions options) {
    this.options = options;
    this.provider = provider(options.engine());
    if (provider == SslProvider.JDK) {
      // CVE-2011-1473: read by the JDK when its first handshake begins
      System.setProperty("jdk.tls.rejectClientInitiatedRenegotiation", "true");
    }
  }

  /// The engine in use, which is not the configured one where BoringSSL cannot be loaded.
  TlsOptions.Engine engine() {
    return provider == SslProvider.JDK ? TlsOptions.Engine.JDK : TlsOptions.Engine.BORINGSSL;
  }

  /// Handshakes with this certificate.
  ///
  /// @throws SSLException if the engine does not take it
  TlsContext create(List<X509Certificate> chain, PrivateKey key) throws SSLException {
    var context = context(chain, key);
    try {
      if (context instanceof ReferenceCountedOpenSslContext openSsl) {
        // Tickets are stateless, their keys belong to this context alone and change by themselves.
        openSsl.sessionContext().setSessionCacheEnabled(false);
        openSsl.setBioNonApplicationBufferSize(HANDSHAKE_BUFFER_BYTES);
        secrets.attach(openSsl);
      } else {
        context.sessionContext().setSessionCacheSize(1); // 0 would be no limit
      }
      return new TlsContext(context, secrets, endPoint(chain.getFirst()));
    } catch (GeneralSecurityException e) {
      throw new SSLException("cannot hash the certificate", e);
    }
  }

  private SslContext context(List<X509Certificate> chain, PrivateKey key) throws SSLException {
    var builder =
        SslContextBuilder.forServer(key, chain)
            .sslProvider(provider)
            // Netty hands the key over in a key store in memory. The usual kind hashes a password
            // 20,000 times for it, which is a tenth of a start.
            .keyStoreType("JKS")
            .protocols(
                switch (options.oldest()) {
                  case TLS_1_2 -> List.of("TLSv1.3", "TLSv1.2");
                  case TLS_1_3 -> List.of("TLSv1.3");
                })
            .ciphers(CIPHER_SUITES, SupportedCipherSuiteFilter.INSTANCE)
            .trustManager(new NobodyTrusted())
            .applicationProtocolConfig(
                new ApplicationProtocolConfig(
                    Protocol.ALPN,
                    SelectorFailureBehavior.NO_ADVERTISE,
                    SelectedListenerFailureBehavior.ACCEPT,
                    APPLICATION_PROTOCOLS));
    if (provider != SslProvider.JDK) {
      builder.option(OpenSslContextOption.USE_TASKS, false);
    }
    return builder.build();
  }

  private static SslProvider provider(TlsOptions.Engine engine) {
    return switch (engine) {
      case JDK -> SslProvider.JDK;
      case BORINGSSL -> {
        if (OpenSsl.isAvailable()) {
          yield SslProvider.OPENSSL_REFCNT;
        }
        LOG.atWarn()
            .addKeyValue("reason", String.valueOf(OpenSsl.unavailabilityCause()))
            .log("boringssl_unavailable");
        yield SslProvider.JDK;
      }
    };
  }

  /// RFC 5929 section 4.1: the hash of the signature's algorithm, SHA-256 instead of MD5 and SHA-1,
  /// and nothing where there is no single hash.
  static byte[] endPoint(X509Certificate certificate) throws GeneralSecurityException {
    String name = certificate.getSigAlgName().toUpperCase(Locale.ROOT);
    String hash = name.contains("WITH") ? name.substring(0, name.indexOf("WITH")) : "";
    if (name.equals("RSASSA-PSS")) {
      var parameters = java.security.AlgorithmParameters.getInstance("RSASSA-PSS");
      try {
        parameters.init(certificate.getSigAlgParams());
      } catch (java.io.IOException e) {
        throw new CertificateException("cannot read the parameters of the signature", e);
      }
      hash = parameters.getParameterSpec(PSSParameterSpec.class).getDigestAlgorithm();
    }
    String algorithm =
        Map.of(
                "MD5", "SHA-256",
                "SHA1", "SHA-256",
                "SHA224", "SHA-224",
                "SHA256", "SHA-256",
                "SHA384", "SHA-384",
                "SHA512", "SHA-512")
            .getOrDefault(hash.replace("-", ""), "");
    return algorithm.isEmpty()
        ? new byte[0]
        : MessageDigest.getInstance(algorithm).digest(certificate.getEncoded());
  }

  /// We ask clients for no certificate. Without this the engine would load the system's
  /// authorities.
  private static final class NobodyTrusted extends X509ExtendedTrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType)
        throws CertificateException {
      throw new CertificateException("client certificates are not used");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
        throws CertificateException {
      checkClientTrusted(chain, authType);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
        throws CertificateException {
      checkClientTrusted(chain, authType);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType)
        throws CertificateException {
      checkClientTrusted(chain, authType);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
        throws CertificateException {
      checkClientTrusted(chain, authType);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
        throws CertificateException {
      checkClientTrusted(chain, authType);
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
