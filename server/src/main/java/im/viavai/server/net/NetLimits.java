package im.viavai.server.net;

import java.time.Duration;

/// Every limit of this package, in one place.
///
/// @param connections open connections in total; more are closed at accept
/// @param connectionsPerAddress open connections per IPv4 address or IPv6 /64
/// @param acceptsPerSecond accepted connections per second per IPv4 address or IPv6 /64
/// @param acceptBurst accepts one such address may make at once before that rate applies
/// @param trackedAddresses addresses remembered for the accept rate; the oldest are forgotten first
/// @param handshakeTimeout from the start of TLS to its end
/// @param firstByteTimeout from accept to the first byte on a port that tells TLS and plain apart
/// @param closeTimeout how long a close may take to hand the last bytes to the peer
/// @param highWaterMark pending outbound bytes from which a connection is not writable
/// @param lowWaterMark pending outbound bytes at which it is writable again
/// @param outboundCap pending outbound bytes at which a connection is aborted
/// @param wheelTick how coarse [Connection#schedule] is
public record NetLimits(
    int connections,
    int connectionsPerAddress,
    int acceptsPerSecond,
    int acceptBurst,
    int trackedAddresses,
    Duration handshakeTimeout,
    Duration firstByteTimeout,
    Duration closeTimeout,
    int highWaterMark,
    int lowWaterMark,
    int outboundCap,
    Duration wheelTick) {

  /// What a server uses when its configuration says nothing.
  public static final NetLimits DEFAULT =
      new NetLimits(
          100_000,
          500,
          100,
          200,
          65_536,
          Duration.ofSeconds(10),
          Duration.ofSeconds(10),
          Duration.ofSeconds(5),
          64 * 1024,
          32 * 1024,
          1024 * 1024,
          Duration.ofMillis(100));

  /// Refuses limits that contradict each other.
  public NetLimits {
    if (connections < 1
        || connectionsPerAddress < 1
        || acceptsPerSecond < 1
        || acceptBurst < 1
        || trackedAddresses < 1) {
      throw new IllegalArgumentException("limits of connections must be positive");
    }
    if (lowWaterMark < 0 || highWaterMark <= lowWaterMark || outboundCap <= highWaterMark) {
      throw new IllegalArgumentException("need lowWaterMark < highWaterMark < outboundCap");
    }
    if (!handshakeTimeout.isPositive()
        || !firstByteTimeout.isPositive()
        || !closeTimeout.isPositive()
        || !wheelTick.isPositive()) {
      throw new IllegalArgumentException("timeouts must be positive");
    }
  }
}
