/// Invitations: who holds the token of one may make an account where sign-up is closed (XEP-0445),
/// and becomes a contact of the inviter without anybody being asked (XEP-0379, XEP-0401).
///
/// | shown | where | then |
/// |---|---|---|
/// | before login, `<preauth/>` in an iq | [InvitedSignUp] | sign-up is open to this connection; the account and the use are one transaction |
/// | in a subscription request | [InvitedContacts] | both are contacts at once |
/// | `GET /invitation/TOKEN` | [InvitationPage] | who invites, for the page at `/invite/TOKEN` |
///
/// [InvitationCommands] has the two commands of XEP-0401: `urn:xmpp:invite#invite` for accounts of
/// the domain, unless the operator says no, and `urn:xmpp:invite#create-account` for
/// administrators. The form of the second is checked against accounts and against names that are
/// kept already. Where there is no web door the answer has the `xmpp:` link only.
///
/// A token counts as used when the account is made or the contact is, not before; its time is
/// looked at when it is shown (XEP-0445 §4). A name that an invitation is for is kept for it (§5).
/// Two accounts of this server are made contacts directly: one push each says `both`. Where the one
/// who asks is of another server, the usual stanzas are sent, pre-approved (XEP-0379 §3.5).
///
/// Invitations are made by the operator (`viavai invite`), by the first start, and by accounts with
/// the commands of XEP-0401; [im.viavai.server.invite] draws the tokens. Options are in
/// `[invitations]`. Tokens are kept as hashes; those used or over are deleted.
///
/// The role of administrator that an invitation may give is granted in the transaction that makes
/// the account.
@NullMarked
package im.viavai.features.invitations;

import org.jspecify.annotations.NullMarked;
