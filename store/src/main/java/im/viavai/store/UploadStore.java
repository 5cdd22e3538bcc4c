package im.viavai.store;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/// What is known of uploaded files (XEP-0363). A row is there before its file and goes after it, so
/// that no file is ever forgotten. All methods may wait.
public interface UploadStore {
  /// What an account may have.
  ///
  /// @param quotaBytes of the bucket, slots included
  /// @param slots in the time since `sinceMillis`, in all buckets
  /// @param sinceMillis in milliseconds since 1970
  record Allowance(long quotaBytes, int slots, long sinceMillis) {}

  /// Whether a slot was given.
  sealed interface Reservation {
    /// It was.
    record Reserved() implements Reservation {}

    /// It was not: the bucket would be over its quota.
    ///
    /// @param roomMillis when enough of it will have expired, if it ever will
    record OverQuota(OptionalLong roomMillis) implements Reservation {}

    /// It was not: there were too many slots.
    ///
    /// @param oldestMillis when the oldest one that counts was given
    record TooMany(long oldestMillis) implements Reservation {}
  }

  /// Keeps a slot, if the account may have it.
  Reservation reserve(UploadRecord slot, Allowance allowance);

  /// What is known under that id, also when it has expired: the caller looks at its times.
  Optional<UploadRecord> find(String id);

  /// Uses a slot once: of two uploads at most one gets true.
  ///
  /// @param type the media type, for a slot that named none
  boolean begin(String id, String type);

  /// The file is complete and lies where it should.
  ///
  /// @return false if it has expired meanwhile, as with its account: nothing was changed
  boolean complete(String id, long nowMillis);

  /// The upload failed and left nothing behind.
  void fail(String id);

  /// The bytes an account has in a bucket, slots included.
  long bytes(long account, String bucket, long nowMillis);

  /// Some of those whose file must go: expired, or coming since before `comingBeforeMillis`.
  List<UploadRecord> expired(long nowMillis, long comingBeforeMillis, int limit);

  /// Some slots and spent ones that ended before that time go; they never had a file.
  ///
  /// @return how many
  int deleteEnded(long beforeMillis, int limit);

  /// Forgets one whose file is gone.
  void delete(String id);
}
