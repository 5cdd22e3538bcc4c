package im.viavai.server.admin;

import im.viavai.store.AdministratorStore;
import im.viavai.xmpp.Jid;
import java.io.IOException;

/// Prints the addresses of all administrators.
record ListAdministrators(AdministratorStore administrators) implements AdminCommand {
  @Override
  public String name() {
    return "admin list";
  }

  @Override
  public Exit run(AdminCall call) throws IOException {
    for (Jid jid : administrators.list()) {
      call.print(jid.toString());
    }
    return Exit.DONE;
  }
}
