package im.viavai.server.session;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// A few values by [Key], in one small array: an idle session must stay small. Any thread; readers
/// never block.
final class Attributes {
  private static final Object[] NONE = {};

  private volatile Object[] pairs = NONE;

  <T> @Nullable T get(Key<T> key) {
    Object[] now = pairs;
    for (int i = 0; i < now.length; i += 2) if (now[i] == key) return key.cast(now[i + 1]);
    return null;
  }

  synchronized <T> void put(Key<T> key, T value) {
    Object[] now = pairs;
    int at = 0;
    while (at < now.length && now[at] != key) at += 2;
    Object[] next = Arrays.copyOf(now, Math.max(now.length, at + 2));
    next[at] = key;
    next[at + 1] = value;
    pairs = next;
  }

  synchronized void remove(Key<?> key) {
    Object[] now = pairs;
    for (int i = 0; i < now.length; i += 2) {
      if (now[i] != key) continue;
      Object[] next = new Object[now.length - 2];
      System.arraycopy(now, 0, next, 0, i);
      System.arraycopy(now, i + 2, next, i, next.length - i);
      pairs = next;
      return;
    }
  }
}
