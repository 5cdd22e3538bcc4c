package im.viavai.server.route;

import im.viavai.store.ArchiveStore;
import im.viavai.store.Store;
import im.viavai.store.StoreHealth;
import im.viavai.store.StoreMetrics;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.Optional;

/// A store with somebody between it and who calls its archive.
record ArchiveWatch(Store real, Watcher watcher) implements Store {
  /// Sees each call of the archive first.
  interface Watcher {
    /// What the caller gets instead of the archive's answer; empty if the archive is to answer.
    Optional<Object> called(String method, Object[] values);
  }

  @Override
  public <T> T port(Class<T> port) {
    T found = real.port(port);
    if (port != ArchiveStore.class) return found;
    return port.cast(
        Proxy.newProxyInstance(
            port.getClassLoader(),
            new Class<?>[] {port},
            (proxy, method, values) -> {
              Optional<Object> instead =
                  watcher.called(method.getName(), values == null ? new Object[0] : values);
              if (instead.isPresent()) return instead.get();
              try {
                return method.invoke(found, values);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            }));
  }

  @Override
  public StoreHealth health() {
    return real.health();
  }

  @Override
  public StoreMetrics metrics() {
    return real.metrics();
  }

  @Override
  public void close() {
    real.close();
  }
}
