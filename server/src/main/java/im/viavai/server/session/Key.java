package im.viavai.server.session;

/// Names something a feature keeps on an [Account] or a [Session]. Compared by identity: one
/// constant per thing, private to its feature.
///
/// @param <T> what is kept
public final class Key<T> {
  private final Class<? super T> type;
  private final String name;

  /// @param type the class of what is kept
  /// @param name for logs
  public Key(Class<? super T> type, String name) {
    this.type = type;
    this.name = name;
  }

  @SuppressWarnings("unchecked") // put() checks the class, and only Key<T> finds it
  T cast(Object value) {
    return (T) type.cast(value);
  }

  @Override
  public String toString() {
    return name;
  }
}
