package im.viavai.server.admin;

import im.viavai.server.route.Sessions;
import im.viavai.server.session.Outlet;
import im.viavai.server.session.Session;
import im.viavai.xmpp.Jid;
import java.io.IOException;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;

/// Prints sessions, one on a line: address, since when, priority, from where. Argument: none, a
/// domain, or an account.
///
/// @param sessions of the running server
public record ListSessions(Sessions sessions) implements AdminCommand {
  @Override
  public String name() {
    return "session list";
  }

  @Override
  public Exit run(AdminCall call) throws IOException {
    String text = call.arguments().isEmpty() ? "" : call.arguments().getFirst();
    Jid wanted = text.isEmpty() ? null : Jid.parse(text).orElse(null);
    if (!text.isEmpty() && wanted == null) {
      call.complain("\"" + text + "\" is no address.");
      return Exit.USAGE;
    }
    List<Session> found =
        sessions.all().stream()
            .filter(session -> wanted == null || matches(session.address(), wanted))
            .sorted(Comparator.comparing(Session::address))
            .toList();
    for (Session session : found) {
      call.print(line(session));
    }
    return Exit.DONE;
  }

  /// Whether an address is the one that was asked for, or of that account or domain.
  static boolean matches(Jid address, Jid wanted) {
    return address.equals(wanted)
        || address.bare().equals(wanted)
        || address.domain().equals(wanted);
  }

  private static String line(Session session) {
    Outlet stream = session.outlet();
    String where = stream == null ? "waits to be resumed" : stream.remoteAddress().toString();
    String presence = session.isAvailable() ? "priority " + session.priority() : "not available";
    return String.join(
        "\t",
        session.address().toString(),
        Instant.ofEpochMilli(session.boundMillis()).toString(),
        presence,
        where);
  }
}
