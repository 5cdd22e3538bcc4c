package im.viavai.store;

import im.viavai.xmpp.Jid;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Which entries of an archive are meant (XEP-0313 §4.1). Start from [#ALL].
///
/// @param with only those of this JID; a bare one stands for all of its resources; null for
///   everybody
/// @param startMillis not older than this
/// @param endMillis not younger than this
/// @param afterId above this id, which must be in the archive; 0 for no limit
/// @param beforeId below this id, which must be in the archive; [Long#MAX_VALUE] for no limit
/// @param ids exactly these, which must all be in the archive, at most [#MAX_IDS]; empty for no
///   limit
/// @param kinds only these types of message; empty for all
public record ArchiveFilter(
    @Nullable Jid with,
    long startMillis,
    long endMillis,
    long afterId,
    long beforeId,
    List<Long> ids,
    Set<Append.Kind> kinds) {
  /// Most ids in one query.
  public static final int MAX_IDS = 500;

  /// Everything.
  public static final ArchiveFilter ALL =
      new ArchiveFilter(
          null, Long.MIN_VALUE, Long.MAX_VALUE, 0, Long.MAX_VALUE, List.of(), Set.of());

  /// Copies the collections.
  public ArchiveFilter {
    ids = List.copyOf(ids);
    kinds = Set.copyOf(kinds);
    if (ids.size() > MAX_IDS) {
      throw new IllegalArgumentException("at most " + MAX_IDS + " ids in a query");
    }
  }

  /// Only those of a JID.
  public ArchiveFilter with(Jid jid) {
    return new ArchiveFilter(jid, startMillis, endMillis, afterId, beforeId, ids, kinds);
  }

  /// Only those of a time, both ends included.
  public ArchiveFilter between(long start, long end) {
    return new ArchiveFilter(with, start, end, afterId, beforeId, ids, kinds);
  }

  /// Only those above an id.
  public ArchiveFilter after(long id) {
    return new ArchiveFilter(with, startMillis, endMillis, id, beforeId, ids, kinds);
  }

  /// Only those below an id.
  public ArchiveFilter before(long id) {
    return new ArchiveFilter(with, startMillis, endMillis, afterId, id, ids, kinds);
  }

  /// Only these.
  public ArchiveFilter only(List<Long> theseIds) {
    return new ArchiveFilter(with, startMillis, endMillis, afterId, beforeId, theseIds, kinds);
  }

  /// Only these types of message.
  public ArchiveFilter only(Set<Append.Kind> theseKinds) {
    return new ArchiveFilter(with, startMillis, endMillis, afterId, beforeId, ids, theseKinds);
  }
}
