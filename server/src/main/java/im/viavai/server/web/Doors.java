package im.viavai.server.web;

import java.util.Locale;
import java.util.concurrent.Executor;
import java.util.function.Function;

/// What all connections of a [WebDoor] share. Any thread.
///
/// @param byHost the handlers for a name of the server, without a port, in lower case
/// @param waiting runs what may wait
record Doors(Site site, Upgrade upgrade, Function<String, Handlers> byHost, Executor waiting) {

  /// @param host as the client wrote it
  Handlers handlers(String host) {
    int colon = host.lastIndexOf(':');
    String name = colon > host.lastIndexOf(']') ? host.substring(0, colon) : host;
    return byHost.apply(name.toLowerCase(Locale.ROOT));
  }
}
