package im.viavai.server.web;

import im.viavai.server.net.Connection;
import im.viavai.server.net.ConnectionListener;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

/// Takes the connections of a port for HTTPS. Any thread.
///
/// ```java
/// listeners.listen(new ListenerConfig(loopback, 5443, Mode.HTTPS),
///     new WebDoor(WebLimits.DEFAULT, hostMeta, origins, files, ready, c -> ClientStream.framed(services, c),
///         name -> handlers, executor));
/// ```
public final class WebDoor implements ConnectionListener.Acceptor {
  private final WebLimits limits;
  private final Doors doors;

  /// @param hostMeta how the domains are reached
  /// @param origins of pages elsewhere that may open a WebSocket, such as
  ///   `https://chat.example.org`
  /// @param files the web client
  /// @param ready whether the server can do its work now; must answer at once
  /// @param streams makes the stream of each WebSocket
  /// @param byHost the handlers for a name of the server (no port, lower case), whether it is known
  ///   or not
  /// @param waiting starts a virtual thread for each task
  public WebDoor(
      WebLimits limits,
      HostMeta hostMeta,
      List<String> origins,
      WebFiles files,
      BooleanSupplier ready,
      ConnectionListener.Acceptor streams,
      Function<String, Handlers> byHost,
      Executor waiting) {
    this.limits = limits;
    this.doors =
        new Doors(
            new Site(hostMeta, files, ready),
            new Upgrade(Origins.of(origins), streams),
            byHost,
            waiting);
  }

  @Override
  public ConnectionListener accept(Connection connection) {
    return new HttpConnection(connection, limits, doors);
  }
}
