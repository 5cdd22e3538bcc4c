package im.viavai.store;

/// An empty database of its own for a test class.
public interface Backend extends AutoCloseable {
  /// Opens it; again after it was closed.
  Store open(StoreOptions options);

  /// Deletes it.
  @Override
  void close();
}
