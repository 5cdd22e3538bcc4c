package im.viavai.server.net;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/// What happened to connections, counted since the start. Any thread.
public final class NetMetrics {

  /// Why a connection was turned away at accept.
  public enum Refused {
    /// [NetLimits#connections()] are open.
    TOTAL,
    /// [NetLimits#connectionsPerAddress()] are open from there.
    ADDRESS,
    /// [NetLimits#acceptsPerSecondPerAddress()] is used up there.
    ADDRESS_RATE
  }

  /// Why a connection was cut.
  public enum Aborted {
    /// [Connection#abort()].
    REQUESTED,
    /// [NetLimits#outboundCap()] was reached.
    SLOW_READER,
    /// Nothing came within [NetLimits#firstByteTimeout()].
    FIRST_BYTE_TIMEOUT,
    /// TLS was not up within [NetLimits#handshakeTimeout()].
    HANDSHAKE_TIMEOUT,
    /// The peer did not take the last bytes within [NetLimits#closeTimeout()].
    CLOSE_TIMEOUT,
    /// The socket or TLS failed.
    TRANSPORT,
    /// A listener or one of its tasks threw.
    FAILURE
  }

  private final LongAdder accepted = new LongAdder();
  private final LongAdder closed = new LongAdder();
  private final LongAdder bytesIn = new LongAdder();
  private final LongAdder bytesOut = new LongAdder();
  private final LongAdder handshakes = new LongAdder();
  private final LongAdder handshakeFailures = new LongAdder();
  private final Map<Refused, LongAdder> refused = new EnumMap<>(Refused.class);
  private final Map<Aborted, LongAdder> aborted = new EnumMap<>(Aborted.class);

  /// Everything zero.
  public NetMetrics() {
    for (var reason : Refused.values()) {
      refused.put(reason, new LongAdder());
    }
    for (var reason : Aborted.values()) {
      aborted.put(reason, new LongAdder());
    }
  }

  /// Connections taken in.
  public long accepted() {
    return accepted.sum();
  }

  /// Connections open now.
  public long open() {
    return Math.max(0, accepted.sum() - closed.sum());
  }

  /// Connections turned away.
  public long refused(Refused reason) {
    return count(refused, reason);
  }

  /// Connections cut.
  public long aborted(Aborted reason) {
    return count(aborted, reason);
  }

  /// Bytes received, after decryption.
  public long bytesIn() {
    return bytesIn.sum();
  }

  /// Bytes sent, before encryption.
  public long bytesOut() {
    return bytesOut.sum();
  }

  /// TLS handshakes completed.
  public long handshakes() {
    return handshakes.sum();
  }

  /// TLS handshakes begun and not completed.
  public long handshakeFailures() {
    return handshakeFailures.sum();
  }

  void countAccepted() {
    accepted.increment();
  }

  void countClosed() {
    closed.increment();
  }

  void countIn(int bytes) {
    bytesIn.add(bytes);
  }

  void countOut(int bytes) {
    bytesOut.add(bytes);
  }

  void countHandshake() {
    handshakes.increment();
  }

  void countHandshakeFailure() {
    handshakeFailures.increment();
  }

  void count(Refused reason) {
    increment(refused, reason);
  }

  void count(Aborted reason) {
    increment(aborted, reason);
  }

  private static <E extends Enum<E>> long count(Map<E, LongAdder> counters, E reason) {
    var counter = counters.get(reason);
    return counter == null ? 0 : counter.sum();
  }

  private static <E extends Enum<E>> void increment(Map<E, LongAdder> counters, E reason) {
    var counter = counters.get(reason);
    if (counter != null) {
      counter.increment();
    }
  }
}
