package im.viavai.server.admin;

import im.viavai.store.Invitation;
import im.viavai.store.InvitationStore;
import im.viavai.xmpp.Jid;
import java.io.IOException;
import java.util.Locale;

/// Prints the invitations, one on a line: id, kind, uses left, until when, domain or address,
/// whose.
record ListInvitations(InvitationStore store) implements AdminCommand {
  @Override
  public String name() {
    return "invite list";
  }

  @Override
  public Exit run(AdminCall call) throws IOException {
    for (Invitation invitation : store.list()) {
      call.print(line(invitation));
    }
    return Exit.DONE;
  }

  private static String line(Invitation invitation) {
    Jid inviter = invitation.inviter();
    String name = invitation.localpart().isEmpty() ? "" : invitation.localpart() + "@";
    return String.join(
        "\t",
        invitation.id(),
        invitation.kind().name().toLowerCase(Locale.ROOT).replace('_', ' '),
        invitation.uses() == 1 ? "1 use" : invitation.uses() + " uses",
        "until " + CreateInvitation.time(invitation.expiresMillis()),
        name + invitation.domain(),
        inviter == null ? "the operator" : inviter.toString());
  }
}
