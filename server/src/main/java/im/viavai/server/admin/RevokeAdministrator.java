package im.viavai.server.admin;

import im.viavai.server.feature.Administrators.Departure;
import im.viavai.store.AdministratorStore;
import im.viavai.xmpp.Jid;
import java.io.IOException;

/// Takes the role of administrator from an account. Argument: its address.
record RevokeAdministrator(AccountDesk desk, AdministratorStore store) implements AdminCommand {
  @Override
  public String name() {
    return "admin revoke";
  }

  @Override
  public Exit run(AdminCall call) throws IOException {
    Jid jid = desk.account(call);
    if (jid == null) {
      return Exit.USAGE;
    }
    Departure departure = desk.administrators().depart(jid, () -> store.revoke(jid));
    if (departure == Departure.NONE) {
      call.complain(jid + " is no administrator.");
      return Exit.FAILED;
    }
    call.print(jid + " is no administrator any more.");
    desk.report(departure, jid, call);
    return Exit.DONE;
  }
}
