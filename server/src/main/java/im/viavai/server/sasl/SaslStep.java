package im.viavai.server.sasl;

import im.viavai.store.ScramKeys;
import java.util.List;

/// What the server answers to one SASL message (RFC 4422 section 3). Immutable, any thread.
public sealed interface SaslStep {

  /// The client has to answer this.
  record Challenge(Bytes data) implements SaslStep {}

  /// The client is who it says; nothing follows.
  ///
  /// @param additionalData for the client to verify the server by; empty for mechanisms without it
  /// @param proof what convinced us
  record Success(Identity identity, Bytes additionalData, Proof proof) implements SaslStep {}

  /// The attempt is over. The client may start another.
  record Failure(SaslFailure failure) implements SaslStep {

    /// A failure that needs no words.
    Failure(SaslFailure.Condition condition) {
      this(new SaslFailure(condition));
    }

    Failure(SaslFailure.Condition condition, String text) {
      this(new SaslFailure(condition, text));
    }
  }

  /// What a client has shown that it knows.
  sealed interface Proof {

    /// The password: SCRAM or PLAIN.
    ///
    /// @param keys all keys the account had at that moment, for [ScramUpgrade]
    record Password(List<ScramKeys> keys) implements Proof {

      /// Copies the list.
      public Password {
        keys = List.copyOf(keys);
      }
    }

    /// A FAST token (XEP-0484), which stands for less: it changes no password and no keys.
    record Token(FastUse use) implements Proof {}
  }
}
