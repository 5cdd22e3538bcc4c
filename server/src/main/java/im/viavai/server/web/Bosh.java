package im.viavai.server.web;

import static java.nio.charset.StandardCharsets.UTF_8;

import im.viavai.server.net.ConnectionListener;
import im.viavai.server.sasl.Tokens;
import im.viavai.xmpp.Jid;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Predicate;

/// Streams over HTTP requests that wait (XEP-0124 1.11.2, XEP-0206 1.4), at [#PATH]. Any thread.
///
/// Left out, all of them optional: key sequences (§15; every request is inside TLS), several
/// streams in a session (§16), compression, other encodings than UTF-8, reports (§9.2).
public final class Bosh {
  /// Where it is.
  public static final String PATH = "/bosh";

  private static final int SID_BYTES = 16;

  private final BoshLimits limits;
  private final Origins origins;
  private final Predicate<String> domains;
  private final Tokens tokens;
  private final ConnectionListener.Acceptor streams;
  private final Map<String, BoshSession> sessions = new ConcurrentHashMap<>();
  private final Map<InetAddress, Integer> byAddress = new ConcurrentHashMap<>();
  private final LongAdder refused = new LongAdder();

  /// @param origins of pages elsewhere that may use it
  /// @param domains whether one is served
  /// @param streams makes the stream of each session
  public Bosh(
      BoshLimits limits,
      List<String> origins,
      Predicate<String> domains,
      Tokens tokens,
      ConnectionListener.Acceptor streams) {
    this.limits = limits;
    this.origins = Origins.of(origins);
    this.domains = domains;
    this.tokens = tokens;
    this.streams = streams;
  }

  /// To be served at [#PATH].
  public HttpHandler handler() {
    return new HttpHandler.Swift(limits.bodyBytes(), HttpHandler.Paths.PLAIN, this::handle);
  }

  /// Sessions now.
  public long sessions() {
    return sessions.size();
  }

  /// Requests that were answered with an error of the binding.
  public long refused() {
    return refused.sum();
  }

  private void handle(HttpExchange exchange, byte[] body) {
    if (!origins.allow(exchange.header("origin"), exchange.host())) {
      refused.increment();
      exchange.respond(Response.text(403, "Pages of this origin may not connect."));
      return;
    }
    switch (exchange.method()) {
      case "POST" -> post(exchange, body);
      case "OPTIONS" ->
          exchange.respond(
              open(exchange, Response.empty(204))
                  .with("access-control-allow-methods", "POST, OPTIONS")
                  .with("access-control-allow-headers", "content-type")
                  .with("access-control-max-age", "86400"));
      default ->
          exchange.respond(
              Response.text(405, "This is BOSH: POST.").with("allow", "POST, OPTIONS"));
    }
  }

  private void post(HttpExchange exchange, byte[] body) {
    BodyHead head = BodyHead.read(body);
    if (head == null) {
      refuse(exchange, false, "bad-request");
      return;
    }
    long rid = head.number("rid");
    if (!head.has("sid")) {
      create(exchange, head, body);
      return;
    }
    BoshSession session = sessions.get(head.get("sid"));
    if (session == null) refuse(exchange, false, "item-not-found");
    else if (rid < 0) refuse(exchange, session.legacy(), "bad-request");
    else session.request(rid, head, body, exchange);
  }

  private void create(HttpExchange exchange, BodyHead head, byte[] body) {
    boolean legacy = !head.has("ver");
    String domain = Jid.parse(head.get("to")).map(Jid::domainpart).orElse("");
    if (head.number("rid") < 1 || head.number("rid") > RidWindow.LARGEST) {
      refuse(exchange, legacy, "bad-request");
    } else if (head.get("to").isEmpty()) {
      refuse(exchange, legacy, "improper-addressing");
    } else if (!domains.test(domain)) {
      refuse(exchange, legacy, "host-unknown");
    } else if (!(exchange instanceof Exchange real) || !enter(exchange.remoteAddress())) {
      refuse(exchange, legacy, "policy-violation");
    } else {
      BoshTerms terms = BoshTerms.of(head, domain, limits, exchange.remoteAddress());
      String sid = tokens.text(SID_BYTES);
      var session = new BoshSession(sid, this, limits, real.connection(), terms);
      sessions.put(sid, session);
      session.begin(streams);
      session.request(terms.rid(), head, body, exchange);
    }
  }

  private boolean enter(InetSocketAddress remote) {
    if (sessions.size() >= limits.sessions()) return false;
    int most = limits.sessionsPerAddress();
    int now = byAddress.merge(remote.getAddress(), 1, Integer::sum);
    if (now <= most) return true;
    leave(remote);
    return false;
  }

  private void leave(InetSocketAddress remote) {
    byAddress.computeIfPresent(remote.getAddress(), (_, n) -> n > 1 ? n - 1 : null);
  }

  void ended(BoshSession session) {
    if (sessions.remove(session.sid(), session)) leave(session.remoteAddress());
  }

  void countRefused() {
    refused.increment();
  }

  void answer(HttpExchange exchange, String content, byte[] body) {
    Response response = Response.of(200, content, body).with("cache-control", "no-store");
    // the client chose the type: whatever it is, a browser must not run it
    if (!content.equals(BoshTerms.XML)) {
      response = response.with("content-security-policy", "default-src 'none'; sandbox");
    }
    exchange.respond(open(exchange, response));
  }

  /// §17.2, and for old clients §17.1.
  void refuse(HttpExchange exchange, boolean legacy, String condition) {
    refused.increment();
    int status = legacyStatus(condition);
    if (legacy && status != 200) {
      exchange.respond(open(exchange, Response.text(status, condition)));
      return;
    }
    answer(exchange, BoshTerms.XML, BoshBody.empty(BoshBody.terminate(condition)));
  }

  /// §17.1, 200 for what old clients do not know.
  static int legacyStatus(String condition) {
    return switch (condition) {
      case "bad-request" -> 400;
      case "policy-violation" -> 403;
      case "item-not-found" -> 404;
      default -> 200;
    };
  }

  /// To a client that came without TLS (§17.2).
  ///
  /// @param host as a request may name it, so without anything that XML would have to escape
  static Response seeOtherUri(String host) {
    byte[] uri = ("<uri>https://" + host + PATH + "</uri>").getBytes(UTF_8);
    byte[] body = BoshBody.of(BoshBody.terminate("see-other-uri"), uri);
    return Response.of(200, BoshTerms.XML, body).with("cache-control", "no-store");
  }

  private static Response open(HttpExchange exchange, Response response) {
    String origin = exchange.header("origin");
    Response varied = response.with("vary", "origin");
    return origin.isEmpty() ? varied : varied.with("access-control-allow-origin", origin);
  }
}
