package im.viavai.features.upload;

import im.viavai.server.config.Key;
import im.viavai.xmpp.Element;
import im.viavai.xmpp.Timestamps;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// What a file is for (§5), and with it how long it is kept and what it counts for.
///
/// @param bucket what it counts for
/// @param before when it must be gone whatever else holds
record Purpose(Bucket bucket, Instant before) {
  static final String NS = "urn:xmpp:http:upload:purpose:0";

  /// Files that share a quota and a retention.
  enum Bucket {
    MESSAGE,
    PROFILE,
    PERMANENT;

    /// As the store has it.
    String word() {
      return name().toLowerCase(java.util.Locale.ROOT);
    }

    long quotaBytes(UploadOptions options) {
      return switch (this) {
        case MESSAGE -> options.quota().bytes();
        case PROFILE -> options.profileQuota().bytes();
        case PERMANENT -> options.permanentQuota().bytes();
      };
    }

    Duration kept(UploadOptions options) {
      return switch (this) {
        case MESSAGE -> options.keepMessage();
        case PROFILE -> options.keepProfile();
        case PERMANENT -> options.keepPermanent();
      };
    }
  }

  /// The purpose of a request; empty if it is `ephemeral` without a good `expire-before`.
  static Optional<Purpose> of(Element request) {
    for (Element child : request.children()) {
      if (!child.name().namespace().equals(NS)) continue;
      switch (child.name().local()) {
        case "profile" -> {
          return Optional.of(new Purpose(Bucket.PROFILE, Instant.MAX));
        }
        case "permanent" -> {
          return Optional.of(new Purpose(Bucket.PERMANENT, Instant.MAX));
        }
        case "ephemeral" -> {
          return Timestamps.parse(child.attribute("expire-before"))
              .map(before -> new Purpose(Bucket.MESSAGE, before));
        }
        default -> {} // one we do not know: §5, 'message' is the default
      }
    }
    return Optional.of(new Purpose(Bucket.MESSAGE, Instant.MAX));
  }

  /// When a file of that purpose goes, in milliseconds since 1970.
  long expiresMillis(Instant now, UploadOptions options) {
    Duration kept = bucket.kept(options);
    Instant end = kept.compareTo(Key.NEVER) >= 0 ? Instant.MAX : now.plus(kept);
    Instant first = before.isBefore(end) ? before : end;
    return first.equals(Instant.MAX) ? Long.MAX_VALUE : first.toEpochMilli();
  }
}
