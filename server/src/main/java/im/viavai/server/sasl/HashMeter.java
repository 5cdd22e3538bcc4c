package im.viavai.server.sasl;

/// Is told of every hash computed for a login: for metrics, and for the proof that known and
/// unknown accounts cost the same (T8). Must be quick; called by any thread.
public interface HashMeter {

  /// Counts nothing.
  HashMeter NONE =
      new HashMeter() {
        @Override
        public void digest(ScramHash hash) {}

        @Override
        public void hmac(ScramHash hash) {}

        @Override
        public void pbkdf2(ScramHash hash, int iterations) {}
      };

  /// One digest of a short input.
  void digest(ScramHash hash);

  /// One HMAC of a short input.
  void hmac(ScramHash hash);

  /// One PBKDF2 of this many iterations: milliseconds.
  void pbkdf2(ScramHash hash, int iterations);
}
