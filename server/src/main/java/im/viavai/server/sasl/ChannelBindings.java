package im.viavai.server.sasl;

import java.util.Collections;
import java.util.Set;
import java.util.TreeSet;

/// The channel bindings of one TLS connection (RFC 5056): what ties a login to the TLS it runs in,
/// so that somebody in the middle with a certificate of his own is found out (T2). Immutable, any
/// thread.
public final class ChannelBindings {

  /// RFC 9266: 32 bytes exported from this very TLS session.
  public static final String TLS_EXPORTER = "tls-exporter";

  /// RFC 5929 section 4: the hash of the certificate the server showed.
  public static final String TLS_SERVER_END_POINT = "tls-server-end-point";

  /// A connection without TLS, or one behind a proxy that ended it.
  public static final ChannelBindings NONE = new ChannelBindings(new byte[0], new byte[0]);

  private final byte[] tlsExporter;
  private final byte[] tlsServerEndPoint;
  private final Set<String> types;

  private ChannelBindings(byte[] tlsExporter, byte[] tlsServerEndPoint) {
    this.tlsExporter = tlsExporter.clone();
    this.tlsServerEndPoint = tlsServerEndPoint.clone();
    var sorted = new TreeSet<String>();
    if (tlsExporter.length > 0) {
      sorted.add(TLS_EXPORTER);
    }
    if (tlsServerEndPoint.length > 0) {
      sorted.add(TLS_SERVER_END_POINT);
    }
    this.types = Collections.unmodifiableSet(sorted);
  }

  /// What the TLS layer could tell; an empty array stands for "not available".
  public static ChannelBindings of(byte[] tlsExporter, byte[] tlsServerEndPoint) {
    return new ChannelBindings(tlsExporter, tlsServerEndPoint);
  }

  /// 32 bytes, or none if the TLS engine could not export them. A fresh copy.
  public byte[] tlsExporter() {
    return tlsExporter.clone();
  }

  /// The certificate's hash, or none if there is no certificate of ours. A fresh copy.
  public byte[] tlsServerEndPoint() {
    return tlsServerEndPoint.clone();
  }

  /// The names of those available, in the octet order XEP-0474 hashes them in.
  public Set<String> types() {
    return types;
  }

  /// The data of the binding with this name; empty if it is unknown or not available.
  byte[] data(String type) {
    return switch (type) {
      case TLS_EXPORTER -> tlsExporter();
      case TLS_SERVER_END_POINT -> tlsServerEndPoint();
      default -> new byte[0];
    };
  }
}
