package im.viavai.server.web;

import im.viavai.server.config.Config;
import im.viavai.server.config.Listen;
import im.viavai.server.config.Web;
import im.viavai.xmpp.Jid;
import java.net.IDN;

/// Where clients reach the web door of a domain from outside.
public final class WebAddress {
  private static final int HTTPS_PORT = 443;

  private WebAddress() {}

  /// The address without a slash at the end: `url` of `[web]`, else the domain and the port; empty
  /// if there is no door. Any thread.
  public static String of(Config config, Jid domain) {
    int port = config.of(Listen.class).https();
    if (port == 0) return "";
    String url = config.of(domain.domainpart(), Web.class).url();
    if (!url.isEmpty()) return url;
    String name = "https://" + IDN.toASCII(domain.domainpart());
    return port == HTTPS_PORT ? name : name + ":" + port;
  }
}
