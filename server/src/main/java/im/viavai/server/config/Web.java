package im.viavai.server.config;

import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;

/// The web door.
///
/// @param url under which clients reach the https port, without a slash at the end; empty: the
///   domain and that port
/// @param origins of pages on other servers that may connect
/// @param publicAddresses of the ports from outside
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
        List<String> origins,
    @Doc(
            "IPv4 and IPv6 addresses under which the ports of [listen] are reached from outside, such as [\"203.0.113.5\"]. With them host-meta.json tells clients that know XEP-0487 all ways in, with priorities; without them it tells what XEP-0156 has.")
        @Default("")
        @Range(max = 16)
        List<String> publicAddresses) {
  /// Keeps an own copy.
  public Web {
    if (!url.isEmpty() && !isBase(url)) {
      throw new IllegalArgumentException(
          "url is \""
              + url
              + "\"; write it such as \"https://chat.example.org\", without a slash at the end");
    }
    origins = List.copyOf(origins);
    publicAddresses = List.copyOf(publicAddresses);
    for (String address : publicAddresses) {
      if (!isAddress(address)) {
        throw new IllegalArgumentException(
            "public_addresses has \""
                + address
                + "\"; write addresses such as \"203.0.113.5\" or \"2001:db8::5\"");
      }
    }
  }

  private static boolean isAddress(String address) {
    if (!address.contains(":") && !address.matches("[0-9]+([.][0-9]+){3}")) return false;
    try {
      InetAddress.ofLiteral(address);
      return address.indexOf('%') < 0; // a scope says nothing elsewhere
    } catch (IllegalArgumentException _) {
      return false;
    }
  }

  /// Whether it is the address of a web server, `https://` and a name and perhaps a port and a
  /// path, without a slash at the end.
  public static boolean isBase(String url) {
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
