package im.viavai.server.sasl;

/// How a FAST token was used in a login, for [Fast#grant]. Immutable, any thread.
public final class FastUse {

  private final FastVerifier verifier;
  private final FastRequest.Afterwards afterwards;

  FastUse(FastVerifier verifier, FastRequest.Afterwards afterwards) {
    this.verifier = verifier;
    this.afterwards = afterwards;
  }

  FastVerifier verifier() {
    return verifier;
  }

  FastRequest.Afterwards afterwards() {
    return afterwards;
  }
}
