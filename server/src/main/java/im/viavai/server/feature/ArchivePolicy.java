package im.viavai.server.feature;

/// Decides what of a message is kept in the archive of one account (XEP-0313 §5, XEP-0334,
/// XEP-0160).
@FunctionalInterface
public interface ArchivePolicy {
  /// Judges the message on a line of that account; never waits.
  Keep keep(Passage passage);

  /// How a message is kept.
  enum Keep {
    /// Not at all.
    NOTHING,
    /// Only until a resource has it (XEP-0160).
    UNTIL_DELIVERED,
    /// In the archive, but a resource that was away is not told by offline delivery.
    ARCHIVE,
    /// In the archive, and delivered later if nobody is there now.
    ARCHIVE_AND_DELIVER
  }
}
