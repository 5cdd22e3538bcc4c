package im.viavai.store;

import im.viavai.xmpp.Jid;
import java.util.List;
import java.util.Set;

/// One stanza to be kept, and the archives that get it. The stanza is stored once, whatever the
/// number of archives.
///
/// A class and no record, because it carries the bytes as they are: they are not copied and must
/// not be changed any more.
public final class Append {
  /// Most archives for one stanza.
  public static final int MAX_ENTRIES = 64;

  /// What an entry is. Combined, such as `Set.of(ARCHIVED, OFFLINE)`; keep such sets in constants.
  public enum Flag {
    /// Part of the archive (XEP-0313): found by pages until it is purged.
    ARCHIVED,
    /// To be delivered when the account comes back (XEP-0160): found by [ArchiveStore#offline]
    /// until the cursor passes it. An entry with this flag and without [#ARCHIVED] is deleted then.
    OFFLINE,
    /// Sent by the account itself, not received.
    OUTGOING,
    /// Took the place of a retracted stanza; set by [ArchiveStore#replace].
    TOMBSTONE
  }

  /// The type of the message (RFC 6121 §5.2.2).
  public enum Kind {
    /// `normal`, or no type.
    NORMAL,
    /// `chat`.
    CHAT,
    /// `groupchat`.
    GROUPCHAT,
    /// `headline`.
    HEADLINE,
    /// `error`.
    ERROR
  }

  /// The place of the stanza in one archive.
  ///
  /// @param archive the key of the account
  /// @param id the archive id, above every id used in this archive before; at least 1
  /// @param with the other one, bare or full
  /// @param flags what the entry is
  /// @param kind the type of the message
  /// @param originId what the sender called it (XEP-0359 origin id, else the stanza's `id`), empty
  ///   if nothing
  public record Entry(
      long archive, long id, Jid with, Set<Flag> flags, Kind kind, String originId) {
    /// Copies the set.
    public Entry {
      if (id < 1) {
        throw new IllegalArgumentException("archive ids begin at 1");
      }
      flags = Set.copyOf(flags);
    }
  }

  private final byte[] stanza;
  private final long timestampMillis;
  private final List<Entry> entries;
  private final CommitListener listener;

  /// @param stanza the bytes of `Stanza.embedded()`; not copied, must not be changed any more
  /// @param timestampMillis when the server got it, in milliseconds since 1970
  /// @param entries the archives that get it, 1 to [#MAX_ENTRIES]
  /// @param listener hears what became of it
  public Append(byte[] stanza, long timestampMillis, List<Entry> entries, CommitListener listener) {
    if (entries.isEmpty() || entries.size() > MAX_ENTRIES) {
      throw new IllegalArgumentException("1 to " + MAX_ENTRIES + " archives for a stanza");
    }
    this.stanza = stanza;
    this.timestampMillis = timestampMillis;
    this.entries = List.copyOf(entries);
    this.listener = listener;
  }

  /// The stanza; shared, must not be changed.
  public byte[] stanza() {
    return stanza;
  }

  /// When the server got it.
  public long timestampMillis() {
    return timestampMillis;
  }

  /// The archives that get it.
  public List<Entry> entries() {
    return entries;
  }

  /// Hears what became of it.
  public CommitListener listener() {
    return listener;
  }
}
