package im.viavai.app;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// One BOSH session of a client that says exactly what a test wants. One thread.
final class BoshClient {
  private static final String NS = "xmlns='http://jabber.org/protocol/httpbind'";
  private static final String X = " xmlns:xmpp='urn:xmpp:xbosh'";

  private final HttpClient http;
  private final URI address;
  private long rid = 1 + ThreadLocalRandom.current().nextLong(1L << 40);
  private String sid = "";

  BoshClient(HttpClient http, URI address) {
    this.http = http;
    this.address = address;
  }

  long rid() {
    return rid;
  }

  String sid() {
    return sid;
  }

  /// A body as it is, to be answered in full.
  HttpResponse<String> post(String body, String... headers) {
    return posted(body, headers).join();
  }

  CompletableFuture<HttpResponse<String>> posted(String body, String... headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(address).POST(HttpRequest.BodyPublishers.ofString(body));
    if (headers.length > 0) request.headers(headers);
    return http.sendAsync(request.build(), BodyHandlers.ofString(StandardCharsets.UTF_8));
  }

  /// The session creation request, with attributes more; the answer.
  String create(String attributes) {
    HttpResponse<String> answer = created(attributes);
    Matcher found = Pattern.compile(" sid='([^']+)'").matcher(answer.body());
    if (!found.find()) throw new AssertionError("no session: " + answer.body());
    sid = found.group(1);
    return answer.body();
  }

  HttpResponse<String> created(String attributes, String... headers) {
    return post("<body rid='" + rid + "' " + NS + X + attributes + "/>", headers);
  }

  /// A session whose requests are held for a second only, so that a test never waits long.
  String create() {
    return create(" to='localhost' ver='1.11' wait='1' hold='1' xmpp:version='1.0'");
  }

  /// A session whose requests are held longer than any test lasts.
  String createHolding() {
    return create(" to='localhost' ver='1.11' wait='60' hold='1' xmpp:version='1.0'");
  }

  String body(long number, String attributes, String content) {
    return "<body rid='"
        + number
        + "' sid='"
        + sid
        + "' "
        + NS
        + X
        + attributes
        + (content.isEmpty() ? "/>" : ">" + content + "</body>");
  }

  /// The next request.
  CompletableFuture<HttpResponse<String>> send(String attributes, String content) {
    return posted(body(++rid, attributes, content));
  }

  String call(String attributes, String content) {
    return send(attributes, content).join().body();
  }

  String call(String content) {
    return call("", content);
  }

  /// Asks for more until it has come; all that was said, with what was said before.
  String until(String before, String expected) {
    StringBuilder all = new StringBuilder(before);
    while (all.indexOf(expected) < 0) {
      String more = call("");
      if (more.contains("type='terminate'") && !more.contains(expected)) {
        throw new AssertionError("the session ended: " + all + more);
      }
      all.append(more);
    }
    return all.toString();
  }

  String say(String content, String expected) {
    return until(call(content), expected);
  }

  static String plain(String user) {
    return Base64.getEncoder()
        .encodeToString(("\0" + user + "\0secret").getBytes(StandardCharsets.UTF_8));
  }

  /// SASL, restart and bind as XEP-0206 §5 has them; the answer to bind.
  String logIn(String user, String resource) {
    if (sid.isEmpty()) until(create(), "<mechanism>");
    say(
        "<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='PLAIN'>"
            + plain(user)
            + "</auth>",
        "<success");
    until(call(" to='localhost' xml:lang='en' xmpp:restart='true'", ""), "<bind");
    return say(
        "<iq xmlns='jabber:client' type='set' id='bind'><bind"
            + " xmlns='urn:ietf:params:xml:ns:xmpp-bind'><resource>"
            + resource
            + "</resource></bind></iq>",
        "</jid>");
  }

  /// SASL2 with something inside; all that is said until `expected`.
  String authenticate(String user, String inline, String expected) {
    if (sid.isEmpty()) until(create(), "<mechanism>");
    return say(
        "<authenticate xmlns='urn:xmpp:sasl:2' mechanism='PLAIN'><initial-response>"
            + plain(user)
            + "</initial-response>"
            + inline
            + "</authenticate>",
        expected);
  }
}
