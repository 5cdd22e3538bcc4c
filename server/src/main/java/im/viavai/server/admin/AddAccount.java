package im.viavai.server.admin;

import im.viavai.store.ScramKeys;
import im.viavai.xmpp.Jid;
import java.io.IOException;
import java.util.List;

/// Makes an account. Argument: its address; input: the password.
record AddAccount(AccountDesk desk) implements AdminCommand {
  @Override
  public String name() {
    return "account add";
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
    if (!desk.store().create(jid, keys)) {
      call.complain(jid + " exists already. Its password was not changed.");
      return Exit.FAILED;
    }
    desk.line().created();
    call.print("Made " + jid + ".");
    return Exit.DONE;
  }
}
