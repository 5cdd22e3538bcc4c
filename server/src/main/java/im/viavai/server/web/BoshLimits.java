package im.viavai.server.web;

import java.time.Duration;

/// Every limit of BOSH, in one place.
///
/// @param sessions in all; a further one is refused with policy-violation
/// @param sessionsPerAddress from one network address; likewise
/// @param bodyBytes of one request; more is answered 413
/// @param pendingBytes that wait for a client; above it the session is lost, and may be resumed
/// @param hold most requests held; a client may ask for fewer
/// @param longestWait before a held request is answered; a client may ask for less
/// @param inactivity without a request after which the session is lost
/// @param polling shortest time between two empty requests of a polling session
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

  /// What a server uses.
  public static final BoshLimits DEFAULT =
      new BoshLimits(
          100_000,
          500,
          1024 * 1024,
          1024 * 1024,
          2,
          Duration.ofSeconds(60),
          Duration.ofSeconds(30),
          Duration.ofSeconds(2),
          Duration.ofSeconds(120),
          8);

  /// The same with other numbers of sessions, in all and from one address, and another inactivity.
  public BoshLimits with(int inAll, int perAddress, Duration inactive) {
    return new BoshLimits(
        inAll,
        perAddress,
        bodyBytes,
        pendingBytes,
        hold,
        longestWait,
        inactive,
        polling,
        longestPause,
        repeats);
  }
}
