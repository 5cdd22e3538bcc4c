package im.viavai.server.admin;

import im.viavai.store.ScramKeys;
import im.viavai.xmpp.Jid;
import java.io.IOException;
import java.util.List;

/// Sets a password. Argument: the address of the account; input: the password.
record SetPassword(AccountDesk desk) implements AdminCommand {
  @Override
  public String name() {
    return "account password";
  }

  @Override
  public Exit run(AdminCall call) throws IOException {
    Jid jid = desk.account(call);
    if (jid == null) {
      return Exit.USAGE;
    }
    List<ScramKeys> keys = desk.keysOfInput(call);
    if (keys == null) {
      return Exit.FAILED;
    }
    if (!desk.store().setCredentials(jid, keys)) {
      call.complain("There is no account " + jid + ".");
      return Exit.FAILED;
    }
    call.print("Changed the password of " + jid + ".");
    return Exit.DONE;
  }
}
