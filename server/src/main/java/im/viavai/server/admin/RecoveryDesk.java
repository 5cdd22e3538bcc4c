package im.viavai.server.admin;

import im.viavai.server.sasl.Tokens;
import im.viavai.store.RecoveryStore;
import im.viavai.xmpp.Jid;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Function;

/// What the command that recovers an account works with, on a running server or on the store of a
/// stopped one.
///
/// @param accounts the accounts
/// @param store the codes
/// @param tokens the source of codes
/// @param clock wall clock, for their ends
/// @param webAddress of a domain, empty if there is no web door
/// @param lasts how long a code holds on a domain
public record RecoveryDesk(
    AccountDesk accounts,
    RecoveryStore store,
    Tokens tokens,
    InstantSource clock,
    Function<Jid, String> webAddress,
    Function<Jid, Duration> lasts) {
  /// The commands.
  public List<AdminCommand> commands() {
    return List.of(new RecoverAccount(this));
  }
}
