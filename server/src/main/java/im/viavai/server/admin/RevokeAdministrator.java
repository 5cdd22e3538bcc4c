package im.viavai.server.admin;

import im.viavai.store.AdministratorStore;
import im.viavai.xmpp.Jid;
import java.io.IOException;

/// Takes the role of administrator from an account. Argument: its address.
record RevokeAdministrator(AccountDesk desk, AdministratorStore administrators)
    implements AdminCommand {
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
    if (!administrators.revoke(jid)) {
      call.complain(jid + " is no administrator.");
      return Exit.FAILED;
    }
    call.print(jid + " is no administrator any more.");
    return Exit.DONE;
  }
}
