package im.viavai.server.sasl;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// The hashes of what was offered (XEP-0474 section 6.1). They are the same for every connection
/// with the same offer, so each is computed once. Any thread.
final class OfferHashes {

  /// How many are kept; there are a dozen. At the limit all are forgotten.
  static final int LIMIT = 256;

  private final Map<Offered, Bytes> known = new ConcurrentHashMap<>();

  private record Offered(ScramHash hash, List<String> mechanisms, Set<String> bindings) {}

  Bytes of(ScramHash hash, SaslOffer offer) {
    var offered = new Offered(hash, offer.mechanisms(), offer.bindings().types());
    var before = known.get(offered);
    if (before != null) {
      return before;
    }
    if (known.size() >= LIMIT) {
      known.clear();
    }
    var computed = computed(hash, offer);
    known.put(offered, computed);
    return computed;
  }

  private static Bytes computed(ScramHash hash, SaslOffer offer) {
    return Bytes.of(hash.newDigest().digest(offer.downgradeProtected().getBytes(UTF_8)));
  }
}
