/// Administration of the server by a chat client (XEP-0133 1.3.1), as ad-hoc commands.
///
/// For administrators, at the domain they ask; accounts of other domains are `not-allowed` there.
/// add-user, delete-user, disable-user, reenable-user, end-user-session, change-user-password,
/// get-user-lastlogin, user-stats, get-registered-users-num and -list, get-online-users-num and
/// -list, announce, edit-admin. A list of addresses is checked as a whole before anything is done.
/// Deleting, disabling and changing the password end sessions and login tokens. The list of
/// administrators cannot be left empty. Announcements are headlines: they reach who is there and
/// are not kept. Lists show at most 200 addresses; what was left out is said.
///
/// No options; keeps nothing of its own. Left out: the roster of others, lists of disabled, active
/// and idle users, black and white lists, the messages of the day and of welcome, restart and stop.
@NullMarked
package im.viavai.features.administration;

import org.jspecify.annotations.NullMarked;
