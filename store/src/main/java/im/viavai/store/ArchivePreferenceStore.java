package im.viavai.store;

/// Archive preferences (XEP-0441). They also come with [AccountRecord], so that login needs no
/// query of its own. All methods may wait.
public interface ArchivePreferenceStore {
  /// The preferences of an account, [ArchivePreferences#UNSET] if it never chose.
  ArchivePreferences load(long account);

  /// Replaces the preferences of an account. An unknown account is ignored.
  void save(long account, ArchivePreferences preferences);
}
