package im.viavai.server.invite;

import im.viavai.server.config.Invitations;
import im.viavai.server.feature.Host;
import im.viavai.server.sasl.Tokens;
import im.viavai.server.session.Account;
import im.viavai.store.Invitation.Kind;
import im.viavai.store.InvitationStore;
import im.viavai.xmpp.Jid;
import java.util.Optional;

/// What accounts of a domain may do about invitations, for the ad-hoc commands of XEP-0401. Any
/// thread; may wait.
public final class AccountsInvite {
  private final Host host;
  private final Invitations options;
  private final Inviting inviting;

  /// @param host the domain
  /// @param tokens the source of tokens
  public AccountsInvite(Host host, Tokens tokens) {
    this.host = host;
    this.options = host.config(Invitations.class);
    this.inviting = new Inviting(host.store(InvitationStore.class), tokens, host.clock());
  }

  /// Whether an account may invite contacts (XEP-0401 §5.1).
  public boolean mayInvite(Jid bare) {
    return options.users() || host.administrators().contains(bare);
  }

  /// Whether an account may make invitations for accounts alone, and for names (XEP-0401 §5.4).
  public boolean mayCreateAccounts(Jid bare) {
    return host.administrators().contains(bare);
  }

  /// Invites a contact of the account, who may make an account here if the operator lets them. Ask
  /// [#mayInvite] before.
  ///
  /// @return empty if the account has as many open invitations as it may
  public Optional<Issued> contact(Account inviter) {
    boolean administers = host.administrators().contains(inviter.address());
    Kind kind = options.accounts() || administers ? Kind.ACCOUNT_AND_CONTACT : Kind.CONTACT;
    return inviting.issue(
        Wish.contact(kind, inviter.address(), inviter.key(), options.lasts()),
        host.webAddress(),
        administers ? Integer.MAX_VALUE : options.perAccount());
  }

  /// Invites somebody to make an account. Ask [#mayCreateAccounts] before.
  ///
  /// @param localpart the only name that may be taken, prepared; empty: any
  public Issued account(String localpart) {
    Wish wish = new Wish(Kind.ACCOUNT, host.domain(), localpart, null, 0, 1, options.lasts());
    return inviting.issue(wish, host.webAddress(), Integer.MAX_VALUE).orElseThrow();
  }

  /// Invites somebody to make an account and become a contact of the administrator who invites. Ask
  /// [#mayCreateAccounts] before.
  ///
  /// @param localpart the only name that may be taken, prepared; empty: any
  public Issued accountAndContact(Account inviter, String localpart) {
    Wish wish =
        new Wish(
            Kind.ACCOUNT_AND_CONTACT,
            host.domain(),
            localpart,
            inviter.address(),
            inviter.key(),
            1,
            options.lasts());
    return inviting.issue(wish, host.webAddress(), Integer.MAX_VALUE).orElseThrow();
  }
}
