package im.viavai.store;

import java.util.Optional;

/// The vCard of an account (XEP-0054). The caller limits its size. All methods may wait.
public interface VCardStore {
  /// The `<vCard/>` element, as the bytes that came.
  Optional<byte[]> load(long account);

  /// Replaces the vCard.
  void save(long account, byte[] vcard);

  /// Removes the vCard.
  void remove(long account);
}
