package im.viavai.server.config;

import java.util.List;

/// Addresses and ports.
///
/// @param addresses empty: loopback when only `localhost` is served, every address otherwise
/// @param c2s port for clients, STARTTLS and direct TLS told apart by the first byte; 0 is none
/// @param c2sTls port for clients, direct TLS; 0 is none
/// @param https port for the web client and WebSocket; 0 is none
/// @param metrics `address:port` of the metrics page; empty is none
/// @param seeOtherHost where clients are sent instead; empty is nowhere
@Section("listen")
@Doc("Where the server listens.")
public record Listen(
    @Doc(
            "The addresses to listen on. Empty: loopback only while localhost is the only domain, else every address.")
        @Default("")
        @Range(max = 64)
        List<String> addresses,
    @Doc("Port for clients, STARTTLS and direct TLS (told apart by the first byte). 0 closes it.")
        @Default("5222")
        @Range(max = 65_535)
        int c2s,
    @Doc("Port for clients, direct TLS (XEP-0368). 0 closes it.")
        @Default("5223")
        @Range(max = 65_535)
        int c2sTls,
    @Doc(
            "Port for the web client and for WebSocket (RFC 7395), HTTPS. 0 closes it. It may be the same as c2s or c2s_tls: then they share it, told apart by what the client names in TLS (ALPN), else by the first byte.")
        @Default("5443")
        @Range(max = 65_535)
        int https,
    @Doc(
            "Address and port of the metrics page (OpenMetrics text), which has no password: keep it on loopback. Empty closes it.")
        @Default("127.0.0.1:5280")
        String metrics,
    @Doc(
            "Where clients are sent instead of being served here (RFC 6120 section 4.9.3.19): a name or address, with :port if it is another than the usual. Said once the stream is encrypted; WebSocket is not concerned. Empty serves them.")
        @Default("")
        String seeOtherHost) {
  /// Keeps an own copy.
  public Listen {
    addresses = List.copyOf(addresses);
  }
}
