/// The clients of an account, listed and ended by its owner (XEP-0494 0.1.0).
///
/// The sessions of the account, also those that wait to be resumed, and the login tokens of
/// XEP-0484 are brought together by the id of the user agent. Ids in the list are hashes, so that
/// one client does not learn the id by which another logs in. Revoking ends the sessions for good
/// and the token; if one of the sessions logged in by password the answer is `service-unavailable`
/// with `<password-reset-required/>` all the same, because only a new password keeps that client
/// out (§3.2). The client that asks cannot end itself (`not-allowed`): it logs out. The own account
/// only; no options; keeps nothing beyond sessions and tokens.
///
/// Left out: clients that are neither connected nor hold a token are not remembered, and what a
/// client said of itself is forgotten when the server restarts, except what its token says.
@NullMarked
package im.viavai.features.clients;

import org.jspecify.annotations.NullMarked;
