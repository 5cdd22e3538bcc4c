package im.viavai.server.admin;

import im.viavai.store.AdministratorStore;
import im.viavai.xmpp.Jid;
import java.io.IOException;

/// Makes an account an administrator. Argument: its address.
record GrantAdministrator(AccountDesk desk, AdministratorStore administrators)
    implements AdminCommand {
  @Override
  public String name() {
    return "admin grant";
  }

  @Override
  public Exit run(AdminCall call) throws IOException {
    Jid jid = desk.account(call);
    if (jid == null) {
      return Exit.USAGE;
    }
    if (!administrators.grant(jid)) {
      call.complain("There is no account " + jid + ".");
      return Exit.FAILED;
    }
    call.print(jid + " is an administrator now.");
    return Exit.DONE;
  }
}
