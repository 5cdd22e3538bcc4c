package im.viavai.store;

import java.util.Optional;

/// Private XML storage (XEP-0049): for each account one element per name and namespace. All methods
/// may wait.
public interface PrivateStore {
  /// What is kept under that name, as the bytes that came.
  Optional<byte[]> load(long account, String namespace, String name);

  /// Keeps an element in place of the former one.
  ///
  /// @param element its bytes
  /// @param maxElements most elements of an account
  /// @param maxBytes most bytes of an account, all elements together
  Stored save(
      long account, String namespace, String name, byte[] element, int maxElements, long maxBytes);
}
