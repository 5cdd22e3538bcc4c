/// Administration of the server by a chat client (XEP-0133 1.3.1), as ad-hoc commands.
///
/// For administrators, at the domain they ask; accounts of other domains are `not-allowed` there.
/// add-user, delete-user, disable-user, reenable-user, end-user-session, change-user-password,
/// get-user-lastlogin, user-stats, numbers and lists of registered, disabled, online, active and
/// idle users, announce, edit-admin. A list of at most 100 addresses is checked as a whole before
/// anything is done. Deleting, disabling and changing the password end sessions, also those that
/// wait to be resumed, and login tokens; the session that asks stays. Nobody deletes or disables
/// the own account or leaves himself out of the list of administrators, and what takes the role
/// from somebody is done one at a time, by who still has it: somebody is always left. Active is who
/// has a session that did not say that nobody looks (XEP-0352).
///
/// Announcements are headlines: they reach who is there and are not kept. Lists show at most 200
/// addresses; what was left out is said.
///
/// No options; keeps nothing of its own. Left out: the roster of others, black and white lists, the
/// messages of the day and of welcome, restart and stop.
@NullMarked
package im.viavai.features.administration;

import org.jspecify.annotations.NullMarked;
