package im.viavai.server.sasl;

import java.util.Map;
import java.util.TreeMap;

/// Counts the hashes computed, by kind.
final class CountingMeter implements HashMeter {

  private final Map<String, Integer> counts = new TreeMap<>();

  @Override
  public void digest(ScramHash hash) {
    counts.merge("digest " + hash, 1, Integer::sum);
  }

  @Override
  public void hmac(ScramHash hash) {
    counts.merge("hmac " + hash, 1, Integer::sum);
  }

  @Override
  public void pbkdf2(ScramHash hash, int iterations) {
    counts.merge("pbkdf2 " + hash + ' ' + iterations, 1, Integer::sum);
  }

  /// What was counted since the last call.
  Map<String, Integer> take() {
    var taken = Map.copyOf(counts);
    counts.clear();
    return taken;
  }
}
