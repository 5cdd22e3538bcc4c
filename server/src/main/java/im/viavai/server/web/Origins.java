package im.viavai.server.web;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/// Which pages may speak to the server besides its own. Any thread.
///
/// @param others origins of pages elsewhere, in lower case
record Origins(Set<String> others) {
  Origins {
    others = Set.copyOf(others);
  }

  static Origins of(List<String> names) {
    return new Origins(
        names.stream().map(o -> o.toLowerCase(Locale.ROOT)).collect(Collectors.toSet()));
  }

  /// A browser always says its page's origin; what is no browser says none and is allowed (RFC 6455
  /// §10.2): it could say anything.
  boolean allow(String origin, String host) {
    if (origin.isEmpty()) return true;
    String lower = origin.toLowerCase(Locale.ROOT);
    String own = "https://" + host.toLowerCase(Locale.ROOT);
    return lower.equals(own.endsWith(":443") ? own.substring(0, own.length() - 4) : own)
        || others.contains(lower);
  }
}
