package im.viavai.server.config;

import java.util.List;

/// The web door.
///
/// @param origins of pages on other servers that may connect
@Section("web")
@Doc("The web client and WebSocket, on the https port of [listen].")
public record Web(
    @Doc(
            "Origins of web pages elsewhere that may open a WebSocket here, such as \"https://chat.example.org\". The server's own pages always may.")
        @Default("")
        @Range(max = 256)
        List<String> origins) {
  /// Keeps an own copy.
  public Web {
    origins = List.copyOf(origins);
  }
}
