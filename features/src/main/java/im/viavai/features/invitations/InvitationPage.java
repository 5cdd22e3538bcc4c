package im.viavai.features.invitations;

import static java.nio.charset.StandardCharsets.UTF_8;

import im.viavai.server.feature.Host;
import im.viavai.server.invite.Inviting;
import im.viavai.server.web.HttpExchange;
import im.viavai.server.web.HttpHandler;
import im.viavai.server.web.Response;
import im.viavai.store.Invitation;
import im.viavai.store.InvitationStore;
import im.viavai.xmpp.Jid;
import java.time.Instant;

/// `GET /invitation/TOKEN`: what an invitation is about, as JSON, for the page that `/invite/TOKEN`
/// shows (XEP-0401 §5.2). Whoever asks holds the token already.
final class InvitationPage {
  private static final String PREFIX = "/invitation/";

  private InvitationPage() {}

  static void serve(Host host) {
    InvitationStore store = host.store(InvitationStore.class);
    host.serve(
        PREFIX,
        new HttpHandler.Waiting(
            HttpHandler.Paths.PLAIN, exchange -> exchange.respond(answer(host, store, exchange))));
  }

  private static Response answer(Host host, InvitationStore store, HttpExchange exchange) {
    if (!exchange.method().equals("GET") && !exchange.method().equals("HEAD")) {
      return Response.text(405, "Only GET.").with("allow", "GET, HEAD");
    }
    String token = exchange.path().substring(PREFIX.length());
    if (token.isEmpty() || token.length() > Inviting.MAX_TOKEN) return json(404, "{}");
    return store
        .find(Inviting.hash(token))
        .filter(invitation -> invitation.expiresMillis() > host.clock().millis())
        .filter(invitation -> invitation.domain().equals(host.domain().domainpart()))
        .map(invitation -> json(200, about(invitation)))
        .orElseGet(() -> json(404, "{}"));
  }

  private static String about(Invitation invitation) {
    Jid inviter = invitation.inviter();
    return "{\"domain\":"
        + text(invitation.domain())
        + (inviter == null ? "" : ",\"inviter\":" + text(inviter.toString()))
        + (invitation.localpart().isEmpty() ? "" : ",\"name\":" + text(invitation.localpart()))
        + ",\"account\":"
        + invitation.kind().makesAccount()
        + ",\"expires\":"
        + text(Instant.ofEpochMilli(invitation.expiresMillis()).toString())
        + "}";
  }

  /// A JSON string. Addresses have no control characters.
  private static String text(String value) {
    return '"' + value.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }

  private static Response json(int status, String text) {
    return Response.of(status, "application/json", text.getBytes(UTF_8))
        .with("cache-control", "no-store");
  }
}
