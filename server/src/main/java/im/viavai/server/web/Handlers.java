package im.viavai.server.web;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Who answers which paths of one domain: the longest prefix wins, by whole segments. Filled before
/// the first connection, then read by any thread.
public final class Handlers {
  private static final Set<String> TAKEN =
      Set.of(Upgrade.PATH, HostMeta.XML, HostMeta.JSON, "/", "/health", "/ready");

  private final Map<String, HttpHandler> byPrefix = new HashMap<>();

  /// Nobody yet.
  public Handlers() {}

  /// Gives `prefix` to a handler.
  ///
  /// @param prefix such as `/bosh`: that path and all below it; or `/upload/`: all below it
  /// @throws IllegalStateException when it has an owner already
  public void serve(String prefix, HttpHandler handler) {
    if (!prefix.startsWith("/") || prefix.contains("//") || prefix.contains("%"))
      throw new IllegalArgumentException("no prefix of a path: " + prefix);
    if (TAKEN.contains(prefix) || byPrefix.putIfAbsent(prefix, handler) != null)
      throw new IllegalStateException(prefix + " has an owner already");
  }

  /// @param path as it came, escapes and all: they never count as a part of a prefix
  @Nullable HttpHandler find(String path) {
    HttpHandler whole = byPrefix.get(path);
    if (whole != null) return whole;
    for (int slash = path.lastIndexOf('/'); slash >= 0; slash = path.lastIndexOf('/', slash - 1)) {
      HttpHandler below = byPrefix.get(path.substring(0, slash + 1));
      if (below == null) below = byPrefix.get(path.substring(0, slash));
      if (below != null) return below;
      if (slash == 0) return null;
    }
    return null;
  }
}
