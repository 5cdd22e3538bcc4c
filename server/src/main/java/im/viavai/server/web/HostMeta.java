package im.viavai.server.web;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.IDN;
import java.util.List;

/// How to reach a domain (XEP-0156 §2, RFC 6415): only what is on this very listener is named. What
/// XEP-0487 adds is told where the operator has said our public addresses, which we cannot know.
/// Any thread.
///
/// @param domains served; the one that the request was sent to is described, else the first
/// @param addresses IPv4 and IPv6, under which all ports are reached from outside; may be empty
/// @param tlsPort for streams with direct TLS (XEP-0368), 0 if there is none
public record HostMeta(List<String> domains, List<String> addresses, int tlsPort) {
  static final String XML = "/.well-known/host-meta";
  static final String JSON = "/.well-known/host-meta.json";

  /// XEP-0487 §2.1: how long it may be kept; its addresses may change.
  private static final int TTL_SECONDS = 3600;

  private static final String TLS = "urn:xmpp:alt-connections:tls";
  private static final String BOSH = "urn:xmpp:alt-connections:xbosh";
  private static final String WEBSOCKET = "urn:xmpp:alt-connections:websocket";

  /// Keeps own copies.
  public HostMeta {
    domains = List.copyOf(domains);
    addresses = List.copyOf(addresses);
  }

  Response xml(Request request) {
    String text =
        "<?xml version='1.0' encoding='utf-8'?>\n"
            + "<XRD xmlns='http://docs.oasis-open.org/ns/xri/xrd-1.0'>\n"
            + "  <Link rel='"
            + WEBSOCKET
            + "' href='wss://"
            + request.host()
            + "/ws'/>\n"
            + "  <Link rel='"
            + BOSH
            + "' href='https://"
            + request.host()
            + "/bosh'/>\n</XRD>\n";
    return open(Response.of(200, "application/xrd+xml; charset=utf-8", text.getBytes(UTF_8)));
  }

  Response json(Request request) {
    String domain = domain(request.host());
    StringBuilder text = new StringBuilder("{\"subject\": \"xmpp:").append(domain).append('"');
    if (!addresses.isEmpty()) {
      text.append(",\n\"xmpp\": {\"ttl\": ").append(TTL_SECONDS).append('}');
    }
    text.append(",\n\"links\": [");
    if (!addresses.isEmpty() && tlsPort != 0) {
      link(text, TLS, "\"port\": " + tlsPort, 10, domain);
      text.append(",\n");
    }
    link(text, WEBSOCKET, href("wss://" + request.host() + "/ws"), 20, domain);
    text.append(",\n");
    link(text, BOSH, href("https://" + request.host() + "/bosh"), 30, domain);
    text.append("]}\n");
    return open(Response.of(200, "application/json", text.toString().getBytes(UTF_8)));
  }

  private static String href(String address) {
    return "\"href\": \"" + address + '"';
  }

  /// XEP-0487 §2.1: where it is in use every link has a priority, a weight, a name for SNI and
  /// addresses.
  private void link(StringBuilder to, String kind, String where, int priority, String domain) {
    to.append("{\"rel\": \"").append(kind).append("\", ").append(where);
    if (!addresses.isEmpty()) {
      to.append(", \"priority\": ").append(priority).append(", \"weight\": 50, \"sni\": \"");
      to.append(IDN.toASCII(domain)).append("\", \"ips\": [\"");
      to.append(String.join("\", \"", addresses)).append("\"]");
    }
    to.append('}');
  }

  /// XEP-0156 §3: any page may read it; there is nothing in it that differs by who asks.
  private static Response open(Response response) {
    return response.with("access-control-allow-origin", "*").with("cache-control", "no-cache");
  }

  private String domain(String host) {
    int colon = host.lastIndexOf(':');
    String name = colon > host.lastIndexOf(']') ? host.substring(0, colon) : host;
    return domains.stream().filter(name::equalsIgnoreCase).findFirst().orElse(domains.getFirst());
  }
}
