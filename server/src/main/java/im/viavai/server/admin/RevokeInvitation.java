package im.viavai.server.admin;

import im.viavai.store.InvitationStore;
import java.io.IOException;

/// Ends an invitation. Argument: its id as the list has it.
record RevokeInvitation(InvitationStore store) implements AdminCommand {
  @Override
  public String name() {
    return "invite revoke";
  }

  @Override
  public Exit run(AdminCall call) throws IOException {
    String id = call.arguments().isEmpty() ? "" : call.arguments().getFirst();
    if (!store.revoke(id)) {
      call.complain("There is no invitation \"" + id + "\".");
      return Exit.FAILED;
    }
    call.print("Revoked " + id + ".");
    return Exit.DONE;
  }
}
