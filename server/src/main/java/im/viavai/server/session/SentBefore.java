package im.viavai.server.session;

import im.viavai.store.SentEntry;
import im.viavai.xmpp.Jid;
import im.viavai.xmpp.Name;
import im.viavai.xmpp.Stanza;
import java.util.Arrays;

/// The newest messages an account sent, to recognise one that a client sends again because it never
/// saw the acknowledgement (promise P2). Guarded by the account's monitor.
///
/// A message is the same when its origin id (XEP-0359 §3.2), or its id if that is long enough to be
/// random, and its recipient are the same, its content too as far as that is still in memory, and
/// it came over another stream: within one stream a client that repeats itself means it.
public final class SentBefore {
  /// How many messages are remembered. A client can hardly have more on their way at once:
  /// [Incoming#CREDIT] whose writes are under way, the mailbox, and what lies in between.
  public static final int LIMIT = 512;

  /// Shorter ids are counters, which repeat.
  private static final int RANDOM_ENOUGH = 8;

  private static final int UNKNOWN = 0;
  private static final Name ORIGIN_ID = new Name("urn:xmpp:sid:0", "origin-id");

  private long[] prints = new long[8];
  private int[] contents = new int[8];
  private int[] streams = new int[8];
  private int size;
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

  /// Whether this message came before over another stream.
  ///
  /// @param originId see [#originId]
  /// @param stream names the stream, not 0
  public boolean isRepeated(Stanza message, String originId, Jid to, long stream) {
    if (originId.length() < RANDOM_ENOUGH) return false;
    long print = print(originId, to);
    int content = content(message);
    for (int i = 0; i < size; i++) {
      if (prints[i] == print
          && streams[i] != (int) stream
          && (contents[i] == UNKNOWN || contents[i] == content)) {
        return true;
      }
    }
    return false;
  }

  /// Remembers a message that was accepted now.
  ///
  /// @param originId see [#originId]
  /// @param stream names the stream, not 0
  public void remember(Stanza message, String originId, Jid to, long stream) {
    if (originId.length() < RANDOM_ENOUGH) return;
    add(print(originId, to), content(message), (int) stream);
  }

  private void add(long print, int content, int stream) {
    if (next == size && size < LIMIT) {
      if (size == prints.length) {
        prints = Arrays.copyOf(prints, size * 2);
        contents = Arrays.copyOf(contents, size * 2);
        streams = Arrays.copyOf(streams, size * 2);
      }
      size++;
    }
    prints[next] = print;
    contents[next] = content;
    streams[next] = stream;
    next = next + 1 == LIMIT ? 0 : next + 1;
  }

  private static long print(String id, Jid to) {
    long hash = id.length();
    for (int i = 0; i < id.length(); i++) hash = (hash ^ id.charAt(i)) * 0x100000001b3L; // FNV-1a
    return (hash ^ to.bare().hashCode()) * 0x9e3779b97f4a7c15L;
  }

  /// Of the children, since the addresses change with the stream; what the server adds is no part.
  private static int content(Stanza message) {
    int hash = message.type().hashCode();
    for (Stanza.Child child : message.children()) {
      hash = hash * 31 + child.name().hashCode();
      hash = hash * 31 + (child.end() - child.start());
    }
    return hash | 1;
  }
}
