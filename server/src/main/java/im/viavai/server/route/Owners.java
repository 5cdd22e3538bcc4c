package im.viavai.server.route;

import im.viavai.server.feature.At;
import im.viavai.server.feature.BeforeLogin;
import im.viavai.server.feature.IqHandler;
import im.viavai.xmpp.Name;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Who answers which request: one owner each, a second one stops the start.
final class Owners {
  private final Map<Owned, IqHandler> requests = new HashMap<>();
  private final Map<Name, BeforeLogin> beforeLogin = new HashMap<>();

  private record Owned(At at, String type, Name payload) {}

  /// False if it has an owner already.
  boolean add(At at, String type, Name payload, IqHandler handler) {
    return requests.putIfAbsent(new Owned(at, type, payload), handler) == null;
  }

  /// False if it has an owner already.
  boolean add(Name payload, BeforeLogin handler) {
    return beforeLogin.putIfAbsent(payload, handler) == null;
  }

  @Nullable IqHandler of(At at, String type, Name payload) {
    return requests.get(new Owned(at, type, payload));
  }

  @Nullable BeforeLogin beforeLogin(Name payload) {
    return beforeLogin.get(payload);
  }
}
