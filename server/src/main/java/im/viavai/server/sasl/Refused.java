package im.viavai.server.sasl;

/// An exchange that never began: its mechanism was not offered.
record Refused(SaslFailure failure) implements SaslExchange {

  @Override
  public SaslStep begin() {
    return new SaslStep.Failure(failure);
  }

  @Override
  public SaslStep respond(byte[] message) {
    return begin();
  }
}
