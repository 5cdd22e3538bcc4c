package im.viavai.server.config;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;

/// The web door.
///
/// @param url under which clients reach the https port, without a slash at the end; empty: the
///   domain and that port
/// @param origins of pages on other servers that may connect
@Section("web")
@Doc("The web client, WebSocket and BOSH, on the https port of [listen].")
public record Web(
    @Doc(
            "Under which address clients reach the https port, such as \"https://chat.example.org\"; it is in the addresses of uploaded files and invitations. Empty: \"https://DOMAIN:PORT\". Set it when another server passes the requests on, or when the port is another outside.")
        @Default("")
        @PerDomain
        String url,
    @Doc(
            "Origins of web pages elsewhere that may open a WebSocket or use BOSH here, such as \"https://chat.example.org\". The server's own pages always may.")
        @Default("")
        @Range(max = 256)
        List<String> origins) {
  /// Keeps an own copy.
  public Web {
    if (!url.isEmpty() && !isBase(url)) {
      throw new IllegalArgumentException(
          "url is \""
              + url
              + "\"; write it such as \"https://chat.example.org\", without a slash at the end");
    }
    origins = List.copyOf(origins);
  }

  private static boolean isBase(String url) {
    try {
      URI base = new URI(url);
      return "https".equals(base.getScheme())
          && base.getHost() != null
          && base.getRawUserInfo() == null
          && base.getRawQuery() == null
          && base.getRawFragment() == null
          && url.equals(base.toASCIIString())
          && !url.endsWith("/");
    } catch (URISyntaxException _) {
      return false;
    }
  }
}
