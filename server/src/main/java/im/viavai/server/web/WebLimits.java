package im.viavai.server.web;

import java.time.Duration;

/// Every limit of this package, in one place.
///
/// @param headBytes of a request: its line and headers; more is answered 431
/// @param headers number of header lines of a request; more is answered 431
/// @param requestTimeout from the first byte of a request to its last
/// @param idleTimeout between two requests
/// @param stallTimeout how long the client may take no byte of an answer
/// @param bodyBytesPerSecond a body has to come, on average of each `requestTimeout`; a slower one
///   is answered 408
/// @param requests on one connection; after that many it is closed
/// @param messageBytes of one WebSocket message; a longer one closes the connection with 1009
/// @param fragments frames of one WebSocket message; more close the connection with 1008
/// @param controlFrames pings and pongs a client may send between two messages, and once more each
///   `controlFrameTime`
/// @param controlFrameTime see `controlFrames`
public record WebLimits(
    int headBytes,
    int headers,
    Duration requestTimeout,
    Duration idleTimeout,
    Duration stallTimeout,
    int bodyBytesPerSecond,
    int requests,
    int messageBytes,
    int fragments,
    int controlFrames,
    Duration controlFrameTime) {

  /// What a server uses.
  public static final WebLimits DEFAULT =
      new WebLimits(
          8 * 1024,
          64,
          Duration.ofSeconds(10),
          Duration.ofSeconds(30),
          Duration.ofSeconds(30),
          512,
          1000,
          1024 * 1024,
          256,
          32,
          Duration.ofSeconds(10));

  /// The same with other times, for tests that reach them.
  public WebLimits withTimeouts(Duration request, Duration idle, Duration stall) {
    return new WebLimits(
        headBytes,
        headers,
        request,
        idle,
        stall,
        bodyBytesPerSecond,
        requests,
        messageBytes,
        fragments,
        controlFrames,
        controlFrameTime);
  }
}
