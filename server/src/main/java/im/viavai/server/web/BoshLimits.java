package im.viavai.server.web;

import im.viavai.server.config.BoshOptions;
import java.time.Duration;

/// Every limit of BOSH, in one place.
///
/// @param sessions in all; a further one is refused with policy-violation
/// @param sessionsPerAddress from one network address; likewise
/// @param bodyBytes of one request; more is answered 413
/// @param pendingBytes that wait for a client; above it the session is lost, and may be resumed. As
///   many are kept of answers
/// @param hold most requests held; a client may ask for fewer
/// @param longestWait before a held request is answered; a client may ask for less
/// @param inactivity without a request after which the session is lost
/// @param polling shortest time between two empty requests
/// @param longestPause that a client may ask for
/// @param repeats of one request that was not answered yet; more end the session
public record BoshLimits(
    int sessions,
    int sessionsPerAddress,
    int bodyBytes,
    int pendingBytes,
    int hold,
    Duration longestWait,
    Duration inactivity,
    Duration polling,
    Duration longestPause,
    int repeats) {
  private static final int REPEATS = 8;

  /// As the operator wants them.
  public static BoshLimits of(BoshOptions options) {
    return new BoshLimits(
        options.sessions(),
        options.sessionsPerAddress(),
        options.requestBytes().intBytes(),
        options.queueBytes().intBytes(),
        options.hold(),
        options.longestWait(),
        options.inactivity(),
        options.polling(),
        options.maxPause(),
        REPEATS);
  }
}
