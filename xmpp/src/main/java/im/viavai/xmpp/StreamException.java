package im.viavai.xmpp;

/// A peer broke the rules of the stream: it is to be sent the [StreamError] and the stream is to be
/// closed (RFC 6120 §4.9.1.1). Carries no stack trace, since it is an answer rather than a failure
/// of ours.
public final class StreamException extends Exception {
  private final transient StreamError error;

  /// Reports this error.
  public StreamException(StreamError error) {
    super(error.toString(), null, false, false);
    this.error = error;
  }

  /// What to tell the peer.
  public StreamError error() {
    return error;
  }
}
