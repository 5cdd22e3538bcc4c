package im.viavai.server.admin;

import im.viavai.server.invite.Inviting;
import im.viavai.store.InvitationStore;
import im.viavai.xmpp.Jid;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;

/// What the commands about invitations work with, on a running server or on the store of a stopped
/// one.
///
/// @param accounts the accounts
/// @param store the invitations
/// @param inviting makes them
/// @param webAddress of a domain, empty if there is no web door
/// @param lasts how long they hold on a domain
public record InvitationDesk(
    AccountDesk accounts,
    InvitationStore store,
    Inviting inviting,
    Function<Jid, String> webAddress,
    Function<Jid, Duration> lasts) {
  /// The commands about invitations.
  public List<AdminCommand> commands() {
    return List.of(
        new CreateInvitation(this), new ListInvitations(store), new RevokeInvitation(store));
  }
}
