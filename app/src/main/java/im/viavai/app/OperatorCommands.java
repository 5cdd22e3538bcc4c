package im.viavai.app;

import im.viavai.app.config.Settings;
import im.viavai.server.admin.AccountDesk;
import im.viavai.server.admin.AdminCommand;
import im.viavai.server.admin.AdministratorDesk;
import im.viavai.server.admin.InvitationDesk;
import im.viavai.server.admin.RecoveryDesk;
import im.viavai.server.config.Invitations;
import im.viavai.server.config.Recovery;
import im.viavai.server.invite.Inviting;
import im.viavai.server.invite.Issued;
import im.viavai.server.invite.Wish;
import im.viavai.server.sasl.Tokens;
import im.viavai.server.web.WebAddress;
import im.viavai.store.AdministratorStore;
import im.viavai.store.Invitation;
import im.viavai.store.InvitationStore;
import im.viavai.store.RecoveryStore;
import im.viavai.store.Store;
import im.viavai.xmpp.Jid;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/// What the operator can do with a store, whether the server runs or not.
///
/// @param store opened
/// @param settings of the server
/// @param tokens the source of tokens and codes
/// @param accounts the accounts, and what a running server must know about them
record OperatorCommands(Store store, Settings settings, Tokens tokens, AccountDesk accounts) {
  List<AdminCommand> all() {
    InstantSource clock = InstantSource.system();
    List<AdminCommand> commands = new ArrayList<>(accounts.commands());
    commands.addAll(
        new AdministratorDesk(accounts, store.port(AdministratorStore.class)).commands());
    commands.addAll(
        new InvitationDesk(
                accounts,
                store.port(InvitationStore.class),
                inviting(),
                domain -> WebAddress.of(settings, domain),
                domain -> settings.of(domain.domainpart(), Invitations.class).lasts())
            .commands());
    commands.addAll(
        new RecoveryDesk(
                accounts,
                store.port(RecoveryStore.class),
                tokens,
                clock,
                domain -> WebAddress.of(settings, domain),
                domain -> settings.of(domain.domainpart(), Recovery.class).lasts())
            .commands());
    return commands;
  }

  private Inviting inviting() {
    return new Inviting(store.port(InvitationStore.class), tokens, InstantSource.system());
  }

  /// An invitation for the first administrator.
  Issued inviteAdministrator(Jid domain) {
    Invitations options = settings.of(domain.domainpart(), Invitations.class);
    return inviting()
        .issue(
            Wish.account(Invitation.Kind.ADMINISTRATOR, domain, options.lasts()),
            WebAddress.of(settings, domain),
            Integer.MAX_VALUE)
        .orElseThrow();
  }
}
