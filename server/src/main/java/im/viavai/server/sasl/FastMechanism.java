package im.viavai.server.sasl;

import java.util.Optional;

/// The Hashed Token mechanisms FAST is used with, strongest first (draft-schmaus-kitten-sasl-ht-09,
/// XEP-0484 section 3.1).
enum FastMechanism {
  /// Bound to the TLS session.
  EXPR(1),
  /// Bound to the server's certificate.
  ENDP(2),
  /// Not bound: for web clients, which see no TLS.
  NONE(3);

  /// What stands for it in the store.
  private final byte code;

  FastMechanism(int code) {
    this.code = (byte) code;
  }

  byte code() {
    return code;
  }

  String sasl() {
    return "HT-SHA-256-" + name();
  }

  static Optional<FastMechanism> of(String sasl) {
    for (var mechanism : values()) {
      if (mechanism.sasl().equals(sasl)) {
        return Optional.of(mechanism);
      }
    }
    return Optional.empty();
  }

  static Optional<FastMechanism> ofCode(byte code) {
    for (var mechanism : values()) {
      if (mechanism.code == code) {
        return Optional.of(mechanism);
      }
    }
    return Optional.empty();
  }

  boolean isAvailable(ChannelBindings bindings) {
    return this == NONE || data(bindings).length > 0;
  }

  /// The `cb-data` of the draft.
  byte[] data(ChannelBindings bindings) {
    return switch (this) {
      case EXPR -> bindings.tlsExporter();
      case ENDP -> bindings.tlsServerEndPoint();
      case NONE -> new byte[0];
    };
  }
}
