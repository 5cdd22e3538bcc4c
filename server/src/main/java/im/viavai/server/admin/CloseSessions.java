package im.viavai.server.admin;

import im.viavai.server.route.Sessions;
import im.viavai.server.session.Session;
import im.viavai.xmpp.Jid;
import im.viavai.xmpp.StreamError;
import im.viavai.xmpp.StreamError.Condition;
import java.io.IOException;
import java.util.List;

/// Closes one session, or all of an account. Argument: a full or a bare address.
///
/// @param sessions of the running server
public record CloseSessions(Sessions sessions) implements AdminCommand {
  @Override
  public String name() {
    return "session close";
  }

  @Override
  public Exit run(AdminCall call) throws IOException {
    String text = call.arguments().isEmpty() ? "" : call.arguments().getFirst();
    Jid wanted = Jid.parse(text).orElse(null);
    if (wanted == null || wanted.localpart().isEmpty()) {
      call.complain("\"" + text + "\" is no address of an account or a session.");
      return Exit.USAGE;
    }
    List<Session> found =
        sessions.all().stream()
            .filter(session -> ListSessions.matches(session.address(), wanted))
            .toList();
    for (Session session : found) {
      // RFC 6120 §4.9.3.14: the nearest that the text has for "the operator wants you to go"
      sessions.end(session, StreamError.of(Condition.POLICY_VIOLATION, "Closed by the operator"));
      call.print("Closed " + session.address() + ".");
    }
    if (found.isEmpty()) {
      call.complain("There is no session of " + wanted + ".");
      return Exit.FAILED;
    }
    return Exit.DONE;
  }
}
