package im.viavai.server.admin;

import im.viavai.store.AdministratorStore;
import java.util.List;

/// What the commands about administrators work with, on a running server or on the store of a
/// stopped one.
///
/// @param accounts the accounts
/// @param store who has the role
public record AdministratorDesk(AccountDesk accounts, AdministratorStore store) {
  /// The commands about administrators.
  public List<AdminCommand> commands() {
    return List.of(
        new GrantAdministrator(accounts, store),
        new RevokeAdministrator(accounts, store),
        new ListAdministrators(store));
  }
}
