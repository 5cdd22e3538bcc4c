package im.viavai.store;

import java.util.Map;
import java.util.Optional;

/// Small texts of an account under a key: when it was last seen (XEP-0012), the hash of its avatar
/// (XEP-0153). Keys are named by the feature that owns them, such as `last.status`. All methods may
/// wait unless they say otherwise.
public interface PreferenceStore {
  /// Longest key, in characters.
  int MAX_KEY = 64;

  /// Longest value, in characters.
  int MAX_VALUE = 4096;

  /// What is kept under a key.
  Optional<String> load(long account, String key);

  /// Everything of an account.
  Map<String, String> loadAll(long account);

  /// Keeps a value in place of the former one.
  ///
  /// @throws IllegalArgumentException if key or value are too long: the caller cuts or refuses
  ///   first
  void save(long account, String key, String value);

  /// The same without waiting: it is written with one of the next commits, and lost if the process
  /// is killed before. The last of several values of a key wins. Any thread.
  ///
  /// @throws IllegalArgumentException if key or value are too long
  void saveLater(long account, String key, String value);

  /// Forgets a value.
  void remove(long account, String key);
}
