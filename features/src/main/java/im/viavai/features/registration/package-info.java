/// Accounts made, changed and removed by clients themselves (XEP-0077).
///
/// Making accounts is closed until `registration.open`; then anybody may make one before login,
/// over TLS, at most `registration.per_address_per_hour` from one address (an IPv6 network of 64
/// bits counts as one) and `registration.per_hour` in all; beyond that the answer is
/// `not-acceptable` (§3.1.1), to be tried later. Asking for names that are taken counts too, ten
/// times cheaper. A name whose account was removed stays taken for [SignUp#REST], so that nobody
/// inherits its contacts.
///
/// Whoever has shown an invitation ([im.viavai.server.feature.Pass]) may make an account also where
/// sign-up is closed, and is not counted with the others of that address; names kept for
/// invitations are nobody else's.
///
/// Who is logged in may always change the own password, [OwnAccount#CHANGES_PER_HOUR] times an
/// hour, and remove the account. A new password ends the other sessions and the login tokens of the
/// account. An account that is removed first ends its subscriptions. That of the last administrator
/// who may log in is not removed (`not-allowed`) before another one is named.
///
/// The plain fields and the data form are both understood (§4, §6); the form is not offered,
/// because name and password are all that is asked. Passwords become SCRAM keys at once and are
/// kept nowhere.
@NullMarked
package im.viavai.features.registration;

import org.jspecify.annotations.NullMarked;
