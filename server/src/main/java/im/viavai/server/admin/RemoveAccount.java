package im.viavai.server.admin;

import im.viavai.server.feature.Administrators.Departure;
import im.viavai.xmpp.Jid;
import java.io.IOException;

/// Removes an account with all of its data. Argument: its address.
record RemoveAccount(AccountDesk desk) implements AdminCommand {
  @Override
  public String name() {
    return "account remove";
  }

  @Override
  public Exit run(AdminCall call) throws IOException {
    Jid jid = desk.account(call);
    if (jid == null) {
      return Exit.USAGE;
    }
    Departure departure = desk.administrators().depart(jid, () -> desk.line().remove(jid));
    if (departure == Departure.NONE) {
      call.complain("There is no account " + jid + ".");
      return Exit.FAILED;
    }
    call.print("Removed " + jid + ".");
    desk.report(departure, jid, call);
    return Exit.DONE;
  }
}
