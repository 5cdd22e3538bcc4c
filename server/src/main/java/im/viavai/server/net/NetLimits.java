package im.viavai.server.net;

import java.time.Duration;

/// Every limit of this package, in one place. A limit that is off is the largest value of its type.
///
/// "Address" means an IPv4 address or an IPv6 /64, which is what one customer gets.
///
/// @param connections open connections in total; further ones are refused
/// @param connectionsPerAddress open connections of one address; further ones are refused
/// @param acceptsPerSecond connections accepted per second in all; further ones wait in the
///   system's queue
/// @param acceptsPerSecondPerAddress connections per second of one address; further ones are
///   refused
/// @param acceptBurstPerAddress connections one address may make at once before that rate applies
/// @param trackedAddresses addresses without open connections that are remembered for the rate; the
///   oldest are forgotten first
/// @param firstByteTimeout from accept to the first byte
/// @param handshakeTimeout from the first byte of TLS to its end
/// @param closeTimeout how long a close may take
/// @param highWaterMark pending outbound bytes from which a connection is not writable
/// @param lowWaterMark pending outbound bytes at which it is writable again
/// @param outboundCap pending outbound bytes above which a connection is aborted
/// @param wheelTick how coarse [Connection#schedule] is
public record NetLimits(
    int connections,
    int connectionsPerAddress,
    int acceptsPerSecond,
    int acceptsPerSecondPerAddress,
    int acceptBurstPerAddress,
    int trackedAddresses,
    Duration firstByteTimeout,
    Duration handshakeTimeout,
    Duration closeTimeout,
    int highWaterMark,
    int lowWaterMark,
    int outboundCap,
    Duration wheelTick) {

  /// What a server uses when its configuration says nothing.
  public static final NetLimits DEFAULT =
      new NetLimits(
          100_000,
          1000,
          500,
          100,
          500,
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
        || acceptsPerSecondPerAddress < 1
        || acceptBurstPerAddress < 1
        || trackedAddresses < 1) {
      throw new IllegalArgumentException("limits of connections must be positive");
    }
    if (lowWaterMark < 0 || highWaterMark <= lowWaterMark || outboundCap <= highWaterMark) {
      throw new IllegalArgumentException("need 0 <= lowWaterMark < highWaterMark < outboundCap");
    }
    if (!firstByteTimeout.isPositive()
        || !handshakeTimeout.isPositive()
        || !closeTimeout.isPositive()
        || !wheelTick.isPositive()) {
      throw new IllegalArgumentException("timeouts must be positive");
    }
  }
}
