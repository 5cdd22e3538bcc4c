package im.viavai.server.config;

import java.time.Duration;

/// The archive (XEP-0313).
///
/// @param byDefault what is archived for an account that chose nothing
/// @param retention how long messages are kept
/// @param purgeInterval how often old messages are removed
/// @param page most messages in one page
@Section("archive")
@Doc("The archive of messages (XEP-0313), which offline delivery reads too.")
@PerDomain
public record ArchiveOptions(
    @Doc(
            "What is archived for an account that chose nothing itself: \"always\", \"roster\" (contacts only) or \"never\".")
        @Default("always")
        Choice byDefault,
    @Doc("How long messages are kept.") @Default("off") @CanBeOff Duration retention,
    @Doc("How often messages older than that are removed.") @Default("1h") @Range(min = 1)
        Duration purgeInterval,
    @Doc("Most messages in one page of a query.") @Default("250") @Range(min = 1, max = 10_000)
        int page) {
  /// What is archived, XEP-0313 section 7.
  public enum Choice {
    /// Every message.
    ALWAYS,
    /// Messages with contacts.
    ROSTER,
    /// None.
    NEVER
  }
}
