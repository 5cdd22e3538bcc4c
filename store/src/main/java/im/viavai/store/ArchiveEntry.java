package im.viavai.store;

import im.viavai.xmpp.Jid;
import java.util.Set;

/// A stanza as it lies in an archive.
public final class ArchiveEntry {
  private final long id;
  private final long timestampMillis;
  private final Jid with;
  private final Set<Append.Flag> flags;
  private final Append.Kind kind;
  private final String originId;
  private final byte[] stanza;

  /// @param stanza not copied, must not be changed any more
  public ArchiveEntry(
      long id,
      long timestampMillis,
      Jid with,
      Set<Append.Flag> flags,
      Append.Kind kind,
      String originId,
      byte[] stanza) {
    this.id = id;
    this.timestampMillis = timestampMillis;
    this.with = with;
    this.flags = Set.copyOf(flags);
    this.kind = kind;
    this.originId = originId;
    this.stanza = stanza;
  }

  /// The archive id.
  public long id() {
    return id;
  }

  /// When the server got it.
  public long timestampMillis() {
    return timestampMillis;
  }

  /// The other one, bare or full.
  public Jid with() {
    return with;
  }

  /// What the entry is.
  public Set<Append.Flag> flags() {
    return flags;
  }

  /// The type of the message.
  public Append.Kind kind() {
    return kind;
  }

  /// What the sender called it, or an empty string.
  public String originId() {
    return originId;
  }

  /// The stanza as it was given to [ArchiveStore#append]; shared, must not be changed.
  public byte[] stanza() {
    return stanza;
  }

  @Override
  public String toString() {
    return "ArchiveEntry[" + id + ", " + with + ", " + stanza.length + " bytes]";
  }
}
