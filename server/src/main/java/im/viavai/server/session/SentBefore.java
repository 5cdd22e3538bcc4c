package im.viavai.server.session;

import im.viavai.store.SentEntry;
import im.viavai.xmpp.Jid;
import im.viavai.xmpp.Name;
import im.viavai.xmpp.Stanza;

/// The newest messages an account sent, to recognise one that a client sends again because it never
/// saw the acknowledgement (promise P2). Guarded by the account's monitor.
///
/// A message is the same when its origin id (XEP-0359 §3.2), or its id if that is long enough to be
/// random, and its recipient are the same, its content too as far as that is still in memory, and
/// it came over another stream: within one stream a client that repeats itself means it.
public final class SentBefore {
  /// How many messages are remembered.
  public static final int LIMIT = 128;

  /// Shorter ids are counters, which repeat.
  private static final int RANDOM_ENOUGH = 8;

  private static final long UNKNOWN = 0;
  private static final Name ORIGIN_ID = new Name("urn:xmpp:sid:0", "origin-id");

  private final long[] prints = new long[LIMIT];
  private final long[] contents = new long[LIMIT];
  private final long[] streams = new long[LIMIT];
  private int next;

  /// Remembers a message that lies in the archive from an earlier time.
  public void remember(SentEntry entry) {
    if (entry.originId().length() >= RANDOM_ENOUGH)
      add(print(entry.originId(), entry.with()), UNKNOWN, 0);
  }

  /// What the sender calls a message: its origin id, else its id.
  public static String originId(Stanza message) {
    return message.has(ORIGIN_ID)
        ? message.element(ORIGIN_ID).map(e -> e.attribute("id")).orElse("")
        : message.id();
  }

  /// Whether this message came before over another stream; remembers it if not.
  ///
  /// @param originId see [#originId]
  /// @param stream names the stream, not 0
  public boolean isRepeated(Stanza message, String originId, Jid to, long stream) {
    if (originId.length() < RANDOM_ENOUGH) return false;
    long print = print(originId, to);
    long content = content(message);
    for (int i = 0; i < LIMIT; i++) {
      if (prints[i] == print
          && streams[i] != stream
          && (contents[i] == UNKNOWN || contents[i] == content)) {
        return true;
      }
    }
    add(print, content, stream);
    return false;
  }

  private void add(long print, long content, long stream) {
    prints[next] = print;
    contents[next] = content;
    streams[next] = stream;
    next = (next + 1) % LIMIT;
  }

  private static long print(String id, Jid to) {
    return (((long) id.hashCode() << 32) ^ to.hashCode()) * 0x9e3779b97f4a7c15L ^ id.length() | 1;
  }

  private static long content(Stanza message) {
    return ((long) message.size() << 32 ^ message.children().hashCode()) | 1;
  }
}
