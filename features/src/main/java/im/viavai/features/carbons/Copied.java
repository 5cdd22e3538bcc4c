package im.viavai.features.carbons;

import im.viavai.xmpp.Jid;

/// The last messages of an account that were copied when they were sent, to recognise the errors
/// they earn: who answers with an error need not include the message (RFC 6120 §8.3.1). Any thread.
final class Copied {
  /// How many are remembered.
  static final int LIMIT = 32;

  private final long[] prints = new long[LIMIT];
  private int next;

  synchronized void add(String id, Jid to) {
    if (id.isEmpty()) return;
    prints[next] = print(id, to);
    next = (next + 1) % LIMIT;
  }

  synchronized boolean contains(String id, Jid to) {
    if (id.isEmpty()) return false;
    long print = print(id, to);
    for (long known : prints) if (known == print) return true;
    return false;
  }

  private static long print(String id, Jid to) {
    return ((long) id.hashCode() << 32 ^ to.bare().hashCode()) | 1L << 63;
  }
}
