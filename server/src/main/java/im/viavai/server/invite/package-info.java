/// Making invitations (XEP-0401), for the operator's command, for the first start, and for the ad-hoc
/// commands of accounts.
///
///     Wish  ──►  Inviting  ──►  Issued: token, xmpp: link, page
///                   │
///                   └──► InvitationStore: the hash of the token
///
/// Whoever holds a token can use the invitation, so it is shown once and kept as a hash only.
@NullMarked
package im.viavai.server.invite;

import org.jspecify.annotations.NullMarked;
