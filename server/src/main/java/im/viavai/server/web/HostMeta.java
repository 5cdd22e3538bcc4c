package im.viavai.server.web;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.List;

/// How to reach a domain (XEP-0156 §3, RFC 6415): only what is on this very listener is named.
/// XEP-0487 wants our public addresses, which we cannot know, so its `xmpp` object is left out. Any
/// thread.
///
/// @param domains served; the one that the request was sent to is described, else the first
record HostMeta(List<String> domains) {
  static final String XML = "/.well-known/host-meta";
  static final String JSON = "/.well-known/host-meta.json";

  private static final String BOSH = "urn:xmpp:alt-connections:xbosh";
  private static final String WEBSOCKET = "urn:xmpp:alt-connections:websocket";

  HostMeta {
    domains = List.copyOf(domains);
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
    String text =
        """
        {
          "subject": "xmpp:%s",
          "links": [{"rel": "%s", "href": "wss://%s/ws"}, {"rel": "%s", "href": "https://%s/bosh"}]
        }
        """
            .formatted(domain(request.host()), WEBSOCKET, request.host(), BOSH, request.host());
    return open(Response.of(200, "application/json", text.getBytes(UTF_8)));
  }

  /// XEP-0156 §3.1: any page may read it; there is nothing in it that differs by who asks.
  private static Response open(Response response) {
    return response.with("access-control-allow-origin", "*").with("cache-control", "no-cache");
  }

  private String domain(String host) {
    int colon = host.lastIndexOf(':');
    String name = colon > host.lastIndexOf(']') ? host.substring(0, colon) : host;
    return domains.stream().filter(name::equalsIgnoreCase).findFirst().orElse(domains.getFirst());
  }
}
