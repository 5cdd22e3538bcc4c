package im.viavai.features.clients;

import im.viavai.server.session.Login;
import im.viavai.server.session.Session;
import im.viavai.store.TokenRecord;
import im.viavai.xmpp.Element;
import im.viavai.xmpp.Timestamps;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A client with access to an account (XEP-0494 §3.1).
///
/// @param name what it is known by here; never told
/// @param sessions its sessions, none if it is away
/// @param token its login token, null if it has none
record Client(String name, List<Session> sessions, @Nullable TokenRecord token) {
  /// `urn:xmpp:cam:0`.
  static final String NS = "urn:xmpp:cam:0";

  private static final int ID_BYTES = 15;

  Client {
    sessions = List.copyOf(sessions);
  }

  /// An opaque reference, which tells nothing of the user agent's id.
  String id() {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(name.getBytes(StandardCharsets.UTF_8));
      return Base64.getUrlEncoder().encodeToString(java.util.Arrays.copyOf(hash, ID_BYTES));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  /// Whether it showed the password: then only a new one keeps it out.
  boolean knowsPassword() {
    return sessions.stream().anyMatch(s -> Login.of(s).method() == Login.Method.PASSWORD);
  }

  /// The element of the list.
  Element toElement(long nowMillis) {
    Element.Builder auth = Element.builder(NS, "auth");
    if (knowsPassword()) auth.child(Element.of(NS, "password"));
    if (token != null) auth.child(Element.of(NS, "fast"));
    return Element.builder(NS, "client")
        .attribute("connected", Boolean.toString(!sessions.isEmpty()))
        .attribute("id", id())
        .attribute("type", "session")
        .child("first-seen", time(firstSeen()))
        .child("last-seen", time(lastSeen(nowMillis)))
        .child(auth.build())
        .child(Element.builder(NS, "permission").attribute("status", "unrestricted").build())
        .child(userAgent())
        .build();
  }

  private long firstSeen() {
    long first = token == null ? Long.MAX_VALUE : token.createdMillis();
    for (Session session : sessions) first = Math.min(first, session.boundMillis());
    return first;
  }

  private long lastSeen(long nowMillis) {
    return !sessions.isEmpty() || token == null ? nowMillis : token.lastUsedMillis();
  }

  private static String time(long millis) {
    return Timestamps.format(Instant.ofEpochMilli(millis));
  }

  private Element userAgent() {
    Login login = sessions.isEmpty() ? null : Login.of(sessions.getLast());
    String software = login == null ? "" : login.software();
    String device = login == null ? "" : login.device();
    if (software.isEmpty() && device.isEmpty() && token != null) software = token.description();
    Element.Builder agent = Element.builder(NS, "user-agent");
    if (!software.isEmpty()) agent.child("software", software);
    if (!device.isEmpty()) agent.child("device", device);
    return agent.build();
  }
}
